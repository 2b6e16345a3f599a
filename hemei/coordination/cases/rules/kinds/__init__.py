"""What a text is about, learnt from the city's confirmed cases; a person always decides.

`grams` takes a text apart, `fitting` learns (the only part that needs a library, in the worker), `model` is what was
learnt, as data, and judges a text with nothing but Python, `showing` says which kinds a person is shown, and
`measuring` asks that very function what was not taught.
"""
