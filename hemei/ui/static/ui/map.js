// The map of estates: points on one canvas, no tiles. `<div data-map="..." ...>` names where the points are.
// A counted subject is a filled circle, one not counted a cross in a ring: the shape says it, not the colour alone.
(function () {
  "use strict";
  var box = document.querySelector("[data-map]");
  if (!box || !window.L || !window.fetch) { return; }
  var say = box.dataset, L = window.L;
  var Cross = L.CircleMarker.extend({ _updatePath: function () { this._renderer._updateCross(this); } });
  L.Canvas.include({
    _updateCross: function (layer) {
      if (!this._drawing || layer._empty()) { return; }
      var at = layer._point, c = this._ctx, r = Math.max(Math.round(layer._radius), 1), d = r * 0.62;
      c.beginPath(); c.arc(at.x, at.y, r, 0, Math.PI * 2, false);
      c.moveTo(at.x - d, at.y - d); c.lineTo(at.x + d, at.y + d);
      c.moveTo(at.x + d, at.y - d); c.lineTo(at.x - d, at.y + d);
      this._fillStroke(c, layer);
    }
  });
  var LOOKS = {
    yes: { radius: 5, color: "#003cab", weight: 1, fillColor: "#0052d9", fillOpacity: .85 },
    no: { radius: 7, color: "#ad352f", weight: 2, fillColor: "#fff", fillOpacity: .9 },
    not_provable: { radius: 7, color: "#954500", weight: 2, fillColor: "#fff", fillOpacity: .9 }
  };
  // A bundle of estates, a line nobody crosses, and where one does.
  var LINES = {
    bundle: { color: "#0052d9", weight: 4, opacity: .55 },
    barrier: { color: "#ad352f", weight: 3, dashArray: "8 5" },
    crossing: { color: "#0b7a44", weight: 11, lineCap: "square" }
  };
  box.hidden = false;
  var map = L.map(box, { preferCanvas: true, attributionControl: false, zoomControl: false, minZoom: 7, maxZoom: 17, zoomSnap: .25 });
  L.control.zoom({ zoomInTitle: say.sayIn, zoomOutTitle: say.sayOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  var marks = {};

  function words(properties) {
    var part = document.createElement("div"), link = document.createElement("a"), told = document.createElement("p");
    link.href = properties.address; link.textContent = properties.name; part.appendChild(link);
    told.textContent = properties.words + " · " + properties.place; part.appendChild(told);
    return part;
  }
  function drawn(feature, at) {
    var kind = feature.properties.counted, look = LOOKS[kind] || LOOKS.not_provable;
    var mark = kind === "yes" ? L.circleMarker(at, look) : new Cross(at, look);
    marks[feature.properties.code] = mark;
    return mark.bindPopup(function () { return words(feature.properties); });
  }
  fetch(box.dataset.map, { credentials: "same-origin", headers: { Accept: "application/geo+json" } })
    .then(function (answer) { if (!answer.ok) { throw new Error(answer.status); } return answer.json(); })
    .then(function (found) {
      var areas = found.features.filter(function (one) { return one.geometry.type === "Polygon"; });
      var points = found.features.filter(function (one) { return one.geometry.type === "Point"; });
      var lines = found.features.filter(function (one) { return one.geometry.type === "LineString"; });
      L.geoJSON(lines, { interactive: false, style: function (one) { return LINES[one.properties.kind]; } }).addTo(map);
      L.geoJSON(areas, { interactive: false, style: { color: "#5e5e5e", weight: 1, dashArray: "4 4", fillOpacity: .04 } }).addTo(map);
      var layer = L.geoJSON(points, { pointToLayer: drawn }).addTo(map);
      if (points.length) { map.fitBounds(layer.getBounds(), { padding: [24, 24] }); } else { box.hidden = true; }
      document.documentElement.dataset.mapReady = points.length;
    })
    .catch(function () { box.hidden = true; });

  // The list beside it leads on the map: by keyboard too, for each is a button.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-show]"), mark = button && marks[button.dataset.show];
    if (!mark) { return; }
    map.setView(mark.getLatLng(), Math.max(map.getZoom(), 14));
    mark.openPopup();
    box.focus();
  });
}());
