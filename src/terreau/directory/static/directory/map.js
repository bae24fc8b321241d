// data-terreau-map: the map of the directory, in step with the list beside it. Without it, the list is the page.
const box = document.querySelector("[data-terreau-map]");
const words = box?.dataset;
const status = document.querySelector("[data-terreau-map-status]");
const count = new Intl.NumberFormat(document.documentElement.lang);
const LAST = 18;
let map, marks, ring, opener, asked = 0, quiet = false, wanted = "", waiting = 0;

const filters = () => document.getElementById("carte-filtres");
const say = (text) => { if (status.textContent !== text) status.textContent = text; };

/* The filters of the page, without the view and the page number. */
function query() {
  const form = filters();
  const all = form ? new URLSearchParams(new FormData(form)) : new URLSearchParams(words.query);
  return new URLSearchParams([...all].filter(([name, value]) => value && !["zone", "page"].includes(name) && !(name === "km" && !all.get("pres"))));
}

/* What is seen, as west,south,east,north. */
function view() {
  const seen = map.getBounds();
  const edges = [Math.max(seen.getWest(), -180), Math.max(seen.getSouth(), -85), Math.min(seen.getEast(), 180), Math.min(seen.getNorth(), 85)];
  return edges.map((edge) => edge.toFixed(4)).join(",");
}

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
}

/* Marks are real buttons: they take the focus in reading order, and say their name. */
function button(name, text, kind) {
  const icon = window.L.divIcon({ className: `mark ${kind}`, iconSize: null });
  icon.createIcon = function createIcon() {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", name);
    made.title = name;
    this._setIconStyles(made, "icon");
    return made;
  };
  return icon;
}

function markOf(cell) {
  const many = cell.count > 1;
  const name = many ? words.many.replace("{n}", count.format(cell.count)) : `${cell.name}, ${cell.family}`;
  const size = cell.count > 999 ? "mark-large" : cell.count > 99 ? "mark-middle" : "";
  const icon = many ? button(name, count.format(cell.count), `mark-many ${size}`) : button(name, "", "mark-one");
  const mark = window.L.marker([cell.lat, cell.lon], { icon, keyboard: false, riseOnHover: true });
  mark.on("click", () => (many ? open(cell) : tell(cell, mark)));
  mark.key = cell.url || `${cell.lat},${cell.lon}`;
  return mark;
}

/* A cluster opens by coming closer; at the last zoom, the list shows its members. */
function open(cell) {
  if (map.getZoom() >= LAST) {
    load(cell.zone, () => document.getElementById("carte-nombre").focus());
    return;
  }
  wanted = "first";
  map.setView([cell.lat, cell.lon], Math.min(map.getZoom() + 2, LAST));
}

function tell(cell, mark) {
  const text = document.createElement("div");
  const name = document.createElement("strong");
  name.textContent = cell.name;
  const family = document.createElement("div");
  family.textContent = cell.family;
  const link = document.createElement("a");
  link.href = cell.url;
  link.textContent = words.open;
  text.append(name, family, link);
  opener = mark;
  window.L.popup({ autoPanPadding: [16, 16], closeButton: false }).setLatLng(mark.getLatLng()).setContent(text).openOn(map);
  link.focus({ preventScroll: true });
}

function draw(found) {
  const focused = marks.getLayers().find((mark) => mark.getElement() === document.activeElement);
  const key = wanted || focused?.key;
  marks.clearLayers();
  [...found.cells, ...found.places].forEach((cell) => marks.addLayer(markOf(cell)));
  if (!key) return;
  const next = marks.getLayers().find((mark) => key === "first" || mark.key === key);
  (next?.getElement() ?? box).focus({ preventScroll: true });
  wanted = "";
}

async function refresh() {
  const mine = (asked += 1);
  const address = query();
  address.set("zone", view());
  address.set("zoom", map.getZoom());
  try {
    const found = await json(`${words.cells}?${address}`);
    if (mine !== asked) return;
    draw(found);
    say("");
  } catch {
    say(words.lost);
  }
}

/* The list and the counts of the filters, for a view of the map (none: everywhere). */
async function load(zone, then, isNew) {
  const address = query();
  if (zone) address.set("zone", zone);
  const page = `${words.page}?${address}`;
  const answer = await fetch(page, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) { say(words.lost); return; }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focus = document.activeElement?.id;
  const unfolded = [...document.querySelectorAll("#carte-filtres details, #carte-liste details")].map((one) => one.open);
  for (const id of ["carte-filtres", "carte-liste"]) {
    const [old, part] = [document.getElementById(id), fresh.getElementById(id)];
    if (old && part) old.replaceWith(document.adoptNode(part));
  }
  document.querySelectorAll("#carte-filtres details, #carte-liste details").forEach((one, place) => { one.open = unfolded[place]; });
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  if (filters()) history[isNew ? "pushState" : "replaceState"](null, "", page);
  then?.();
}

/* Go where the answers are: each round asks closer, until the edges are known. */
async function fit() {
  const address = query();
  address.set("zoom", LAST);
  let edges = null;
  for (let round = 0; round < 4; round += 1) {
    if (edges) address.set("zone", edges.join(","));
    const { cells } = await json(`${words.cells}?${address}`).catch(() => ({ cells: [] }));
    if (!cells.length) break;
    const spots = cells.map((cell) => (cell.zone ? cell.zone.split(",").map(Number) : [cell.lon, cell.lat, cell.lon, cell.lat]));
    edges = [0, 1, 2, 3].map((side) => Math[side < 2 ? "min" : "max"](...spots.map((spot) => spot[side])));
    if (edges[0] === edges[2] || edges[1] === edges[3]) break;
  }
  if (!edges) { refresh(); return; }
  const [west, south, east, north] = edges;
  still(() => map.fitBounds([[south, west], [north, east]], { maxZoom: 15, padding: [30, 30], animate: false }));
}

/* Move without narrowing the list. */
function still(move) {
  quiet = true;
  move();
}

function moved() {
  refresh();
  clearTimeout(waiting);
  if (quiet) { quiet = false; return; }
  waiting = setTimeout(() => load(view()), 250);
}

function point(row) {
  ring.remove();
  if (row) ring.setLatLng([row.dataset.lat, row.dataset.lon]).addTo(map);
}

function listen() {
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "carte-filtres") return;
    event.preventDefault();
    load("", fit, true);
  });
  for (const kind of ["mouseover", "focusin"]) document.addEventListener(kind, (event) => point(event.target.closest?.("[data-lat]")));
  addEventListener("popstate", () => location.reload());
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
    if (event.target === box) return; // Leaflet listens there
    if (event.key === "+") map.zoomIn();
    if (event.key === "-") map.zoomOut();
  });
  map.on("popupclose", () => { if (opener?.getElement()?.isConnected) opener.getElement().focus({ preventScroll: true }); });
  map.on("moveend", moved);
  map.on("locationfound", () => say(""));
  map.on("locationerror", () => say(words.nowhere));
  const locate = document.querySelector("[data-terreau-map-locate]");
  locate.hidden = false;
  locate.addEventListener("click", () => { say(words.looking); map.locate({ setView: true, maxZoom: 15, timeout: 15000 }); });
}

async function start() {
  const { L } = window;
  box.hidden = false;
  map = L.map(box, { zoomControl: false, attributionControl: false, zoomAnimation: false, maxZoom: LAST, minZoom: 2, maxBounds: [[-85, -180], [85, 180]] });
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  if (words.tiles) L.tileLayer(words.tiles, { maxZoom: LAST }).addTo(map);
  marks = L.layerGroup().addTo(map);
  ring = L.circleMarker([0, 0], { radius: 16, className: "ring", interactive: false });
  const shapes = await json(words.outlines).catch(() => null);
  const outlines = L.geoJSON(shapes, {
    interactive: false,
    style: (feature) => ({ className: feature.properties.here ? "outline outline-here" : "outline" }),
    onEachFeature: (feature, layer) => words.tiles || layer.bindTooltip(feature.properties.name, { permanent: true, direction: "center", className: "place", interactive: false, pane: "shadowPane" }),
  }).addTo(map);
  const own = L.featureGroup(outlines.getLayers().filter((layer) => layer.feature.properties.here)).getBounds();
  const home = own.isValid() ? own : [[41.3, -5.2], [51.1, 9.6]];
  const [west, south, east, north] = (words.zone || "").split(",").map(Number);
  listen();
  still(() => map.fitBounds(words.zone ? [[south, west], [north, east]] : home, { animate: false }));
  if (!words.zone && words.query) await fit();
}

if (box) window.addEventListener("load", start);
