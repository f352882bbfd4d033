// Replays labs on a page without a kernel: native controls, and the painter of the labs. What is
// shown was recorded by tests/tools/site_labs.py; its file is fetched when the lab comes near.

import { Screen } from "./picture.js";

const element = (name, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
};

/** Makes the control of a setting; `change` is called with the number of the chosen value. */
function control({ name, label, kind, words, start }, change) {
  const readOut = element("output");
  const input = {
    menu: () => element("select", {}, ...words.map((text, value) => element("option", { value }, text))),
    slider: () => element("input", { type: "range", min: 0, max: words.length - 1 }),
    switch: () => element("input", { type: "checkbox" }),
  }[kind]();
  const show = (place) => {
    if (kind === "switch") input.checked = place === 1;
    else input.value = place;
    if (kind !== "slider") return;
    readOut.textContent = words[place];
    input.setAttribute("aria-valuetext", words[place]);
  };
  input.name = name;
  input.addEventListener("input", () => {
    const place = kind === "switch" ? Number(input.checked) : Number(input.value);
    show(place);
    change(place);
  });
  show(start);
  return { root: element("label", {}, element("span", {}, label), input, readOut), show };
}

/** Sentence, picture and code of a lab whose picture is an image; `Screen` shows those of all others. */
class ImageScreen {
  #said = element("div", { className: "said" });
  #image = element("img", { className: "dark-light" }); // course.css darkens it, not the theme
  #code = element("code");

  constructor(root) {
    const wide = element("div", { className: "wide" }, this.#image);
    root.append(this.#said, wide, element("div", {}, "As code: ", this.#code));
  }

  show({ sentence, alt, code, image }) {
    this.#said.innerHTML = sentence; // recorded, and escaped by the lab
    Object.assign(this.#image, { src: `data:image/png;base64,${image}`, alt });
    this.#code.textContent = code;
  }
}

/** Returns the position for some places of the controls: they are stored in mixed radix. */
function position({ controls, words, panels, marks, images, positions }, places) {
  const row = controls.reduce((sum, { values }, which) => sum * values.length + places[which], 0);
  const [sentence, alt, code, ...shown] = positions[row];
  const texts = { sentence: words[sentence], alt: words[alt], code: words[code] };
  if (images.length) return { ...texts, image: images[shown[0]] };
  const picture = {
    panels: shown.map((number) => ({
      ...panels[number], marks: panels[number].marks.map((mark) => marks[mark]),
    })),
  };
  return { ...texts, picture, at: places };
}

/** Returns the places that the address asks for, if it leads to this lab; else those that open it. */
function placesOf(root, controls) {
  const asked = new URLSearchParams(location.hash === `#${root.id}` ? location.search : root.dataset.start);
  return controls.map(({ name, values, start }) => {
    const place = values.indexOf(asked.get(name));
    return place < 0 ? start : place;
  });
}

const REST = 300; // milliseconds; browsers refuse an address that changes as fast as a hand

/** Opens a lab in its place on the page, as the address says or as the notebook opens it. */
async function open(root) {
  try {
    play(root, await (await fetch(root.dataset.recorded)).json());
  } catch {
    root.prepend(element("p", { className: "failed" },
      "The replay of this lab could not be loaded, so here is its picture."));
  }
}

function play(root, recorded) {
  const { controls } = recorded;
  const places = placesOf(root, controls);
  const first = position(recorded, places); // of a damaged file there is none, and the still stays
  const area = element("div");
  const made = controls.map((each, which) => control(each, (place) => move(which, place)));
  const screen = new (recorded.images.length ? ImageScreen : Screen)(area, (name, value) => {
    const which = controls.findIndex((each) => each.name === name);
    if (which < 0) return; // a hand drags what this page does not offer
    const far = controls[which].values.map((each) => Math.abs(Number(each) - value));
    move(which, far.indexOf(Math.min(...far)));
  });
  let resting;
  const move = (which, place) => {
    places[which] = place;
    made[which].show(place);
    screen.show(position(recorded, places));
    clearTimeout(resting);
    resting = setTimeout(writeAddress, REST);
  };
  const writeAddress = () => {
    const chosen = controls.map(({ name, values }, which) => [name, values[places[which]]]);
    history.replaceState(null, "", `?${new URLSearchParams(chosen)}#${root.id}`);
  };
  made.forEach(({ show }, which) => show(places[which]));
  const still = root.previousElementSibling;
  (still.querySelector(".cell_output") ?? still).hidden = true;
  root.replaceChildren(
    element("div", { className: "controls" }, ...made.map((each) => each.root)),
    area,
    element("p", { className: "note" },
      `A replay of runs made ${recorded.made}. What is not offered here needs a kernel: `,
      element("a", { href: "index.html#run-it-yourself" }, "run the notebook"), "."),
  );
  screen.show(first);
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    open(target);
  }
}, { rootMargin: "600px" });
for (const lab of document.querySelectorAll(".lab[data-recorded]")) near.observe(lab);
