// Finds entries of the error index while somebody types, or pastes a message, into its field.

const place = document.querySelector(".find-error");
if (place) {
  const entries = [...document.querySelectorAll(".errors li")].map((item) => ({
    item,
    words: item.textContent.toLowerCase(),
    signs: JSON.parse(item.dataset.signs).map((sign) => new RegExp(sign)),
  }));
  const field = Object.assign(document.createElement("input"), { type: "search", id: "find-error" });
  const label = Object.assign(document.createElement("label"), { htmlFor: field.id });
  label.textContent = "Your message, or words of it";
  const count = document.createElement("p");
  count.setAttribute("role", "status");
  field.addEventListener("input", () => {
    const text = field.value.replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, " ");
    const asked = text.toLowerCase().split(" ");
    for (const { item, words, signs } of entries)
      item.hidden = !asked.every((word) => words.includes(word)) && !signs.some((sign) => sign.test(text));
    const found = entries.filter(({ item }) => !item.hidden).length;
    count.textContent = `${found} of ${entries.length} entries`;
  });
  place.append(label, field, count);
}
