/** What she adds to a message: a photo, a file, a sound, or where she is. */

import { word, sizeWords } from "./words.js";

const SHRINK_OVER = 1_200_000;
const LONGEST_SIDE = 2400;
const JPEG_QUALITY = 0.85;

export class Attach {
  /** onFile(file), onPlace(place), onProblem(words): what came of it. */
  constructor(page, { largest, onFile, onPlace, onProblem }) {
    Object.assign(this, { page, largest, onFile, onPlace, onProblem });
    page.attach.addEventListener("click", () => this.toggle());
    page.ways.addEventListener("click", (event) => this.choose(event.target.closest("button")));
    page.ways.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    for (const picker of Object.values(page.pickers)) {
      picker.addEventListener("change", () => this.picked(picker));
    }
    this.label = page.attach.ariaLabel;
    // Only a safe address may ask where she is.
    page.ways.querySelector("[data-way=place]").hidden = !window.isSecureContext;
  }

  toggle(open = this.page.ways.hidden) {
    const { attach, ways } = this.page;
    ways.hidden = !open;
    attach.setAttribute("aria-expanded", String(open));
    attach.setAttribute("aria-label", open ? attach.dataset.close : this.label);
    attach.querySelector("use").setAttribute("href", open ? "#icon-close" : "#icon-attach");
    if (open) ways.querySelector("button:not([hidden])").focus();
  }

  close() {
    this.toggle(false);
    this.page.attach.focus();
  }

  choose(button) {
    if (!button) return;
    this.toggle(false);
    if (button.dataset.way === "place") this.askPlace();
    else this.page.pickers[button.dataset.way].click();
  }

  async picked(picker) {
    const files = [...picker.files];
    picker.value = "";
    for (const file of files) await this.take(file);
  }

  async take(file) {
    const small = await shrunk(file);
    if (small.size > this.largest) {
      const size = sizeWords(this.largest);
      this.onProblem(word("webchat-file-too-big", { size }));
    } else {
      await this.onFile(small);
    }
  }

  askPlace() {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.onPlace({ lat: coords.latitude, lon: coords.longitude }),
      () => this.onProblem(word("webchat-place-refused")),
      { timeout: 30_000, maximumAge: 600_000 },
    );
  }
}

/** What kind of file this is, as the page shows it. */
export function kindOf(file) {
  const [kind] = file.type.split("/");
  return ["image", "audio", "video"].includes(kind) ? kind : "document";
}

/**
 * A large photo made smaller before it travels: still readable, a tenth of the data, and without
 * the place where it was taken. Whatever cannot be made smaller goes as it is.
 */
async function shrunk(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < SHRINK_OVER) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", JPEG_QUALITY));
    const name = `${file.name.replace(/\.\w+$/, "")}.jpg`;
    return blob && blob.size < file.size ? new File([blob], name, { type: blob.type }) : file;
  } catch {
    return file;
  }
}
