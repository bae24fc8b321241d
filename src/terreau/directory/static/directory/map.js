// data-terreau-map: the map of the directory. Without it, the table below says the same.
const box = document.querySelector("[data-terreau-map]");

function popup(feature) {
  const text = document.createElement("div");
  const name = document.createElement("strong");
  name.textContent = feature.properties.name;
  const family = document.createElement("div");
  family.textContent = feature.properties.family;
  const link = document.createElement("a");
  link.href = feature.properties.url;
  link.textContent = box.dataset.open;
  text.append(name, family, link);
  return text;
}

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
}

async function start() {
  const { L } = window;
  box.hidden = false;
  const map = L.map(box, { zoomControl: false, attributionControl: false, zoomAnimation: false });
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  const status = document.querySelector("[data-terreau-map-status]");
  const outlines = L.geoJSON(await json(box.dataset.outlines), {
    interactive: false,
    style: (feature) => ({ className: feature.properties.here ? "outline outline-here" : "outline" }),
    onEachFeature: (feature, layer) => layer.bindTooltip(feature.properties.name, { permanent: true, direction: "center", className: "place", interactive: false }),
  }).addTo(map);
  const points = L.geoJSON(null, {
    pointToLayer: (feature, at) => L.circleMarker(at, { radius: 7, className: "point" }),
    onEachFeature: (feature, layer) => layer.bindPopup(() => popup(feature)),
  }).addTo(map);
  const own = outlines.getLayers().filter((layer) => layer.feature.properties.here);
  const edges = L.featureGroup(own).getBounds();
  map.fitBounds(edges.isValid() ? edges : [[41.3, -5.2], [51.1, 9.6]]);
  async function refresh() {
    const query = new URLSearchParams(box.dataset.query);
    query.set("zone", map.getBounds().toBBoxString());
    const found = await json(`${box.dataset.points}?${query}`);
    points.clearLayers();
    points.addData(found);
    status.textContent = found.truncated ? box.dataset.more : "";
  }
  map.on("moveend", refresh);
  await refresh();
}

if (box) window.addEventListener("load", start);
