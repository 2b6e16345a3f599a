"""Addresses of voting."""

from __future__ import annotations

from django.urls import path

from hemei.community.voting.pages import acts, assembly, batches, files, lists, mine, paper, proposals, uncast

app_name = "voting"
urlpatterns = [
    path("assemblies", lists.assemblies, name="assemblies"),
    path("assemblies.xlsx", lists.assemblies_sheet, name="assemblies_sheet"),
    path("assemblies/new", acts.call, name="call"),
    path("assemblies/<int:assembly_id>", assembly.assembly, name="assembly"),
    path("assemblies/<int:assembly_id>/agenda", acts.set_agenda, name="set_agenda"),
    path("assemblies/<int:assembly_id>/notice", acts.notice, name="notice"),
    path("assemblies/<int:assembly_id>/close", acts.close, name="close"),
    path("assemblies/<int:assembly_id>/judge", acts.judge, name="judge"),
    path("assemblies/<int:assembly_id>/publish", acts.publish, name="publish"),
    path("assemblies/<int:assembly_id>/call-off", acts.call_off, name="call_off"),
    path("assemblies/<int:assembly_id>/annul", acts.annul, name="annul"),
    path("assemblies/<int:assembly_id>/uncast", uncast.uncast, name="uncast"),
    path("assemblies/<int:assembly_id>/uncast.xlsx", uncast.uncast_sheet, name="uncast_sheet"),
    path("assemblies/<int:assembly_id>/public-<int:number>.json", files.public, name="public_file"),
    path("assemblies/<int:assembly_id>/full", files.full, name="full_file"),
    path("assemblies/<int:assembly_id>/court", files.court, name="court_file"),
    path("assemblies/<int:assembly_id>/secret-vote", files.secret_vote, name="secret_vote"),
    path("assemblies/verify.py", files.verifier, name="verifier"),
    path("proposals", proposals.proposals, name="proposals"),
    path("proposals/new", proposals.propose, name="propose"),
    path("proposals/<int:proposal_id>", proposals.proposal, name="proposal"),
    path("proposals/<int:proposal_id>/supports", proposals.support, name="support"),
    path("proposals/<int:proposal_id>/order", proposals.order, name="order"),
    path("paper/<int:roll_id>", paper.paper, name="paper"),
    path("paper/<int:roll_id>/print", paper.print_ballots, name="print_ballots"),
    path("paper/<int:roll_id>/batches", paper.open_batch, name="open_batch"),
    path("paper/<int:roll_id>/ballots", paper.ballots, name="ballots"),
    path("paper/<int:roll_id>/ballots.xlsx", paper.ballots_sheet, name="ballots_sheet"),
    path("paper/<int:roll_id>/reprint", paper.reprint, name="reprint"),
    path("paper/runs/<int:run_id>.pdf", paper.run_pdf, name="run_pdf"),
    path("paper/batches/<int:batch_id>", batches.batch, name="batch"),
    path("paper/batches/<int:batch_id>/files", batches.add_files, name="add_files"),
    path("paper/batches/<int:batch_id>/confirm", batches.confirm, name="confirm_batch"),
    path("paper/pages/<int:scan_id>", batches.leaf, name="leaf"),
    path("paper/pages/<int:scan_id>/picture", batches.picture, name="leaf_picture"),
    path("paper/pages/<int:scan_id>/<str:act>", batches.act_on_leaf, name="act_on_leaf"),
    path("votes/mine", mine.mine, name="mine"),
    path("votes/mine/confirm", mine.confirm, name="confirm"),
    path("votes/mine/<int:roll_unit_id>", mine.own_sheet, name="own_sheet"),
    path("votes/mine/<int:roll_unit_id>/receipt", mine.receipt, name="receipt"),
    path("votes/mine/<int:roll_unit_id>/receipt.json", mine.receipt_file, name="receipt_file"),
]
