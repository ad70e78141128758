// <evidence-drop>: files are dropped or chosen, each says what it shows, and sending them shows how far it is. Without
// JavaScript the form inside works as it stands.
class EvidenceDrop extends HTMLElement {
  connectedCallback() {
    this.files = [];
    this.list = this.querySelector(".chosen");
    this.bar = this.querySelector("progress");
    this.said = this.querySelector(".upload-said");
    this.form = this.closest("form");
    for (const plain of this.querySelectorAll(".plain-kind")) plain.hidden = true;
    this.querySelector(".drop").dataset.words = this.dataset.wordsDrop;
    for (const input of this.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => this.take(input));
    }
    this.addEventListener("dragover", (event) => this.hover(event, true));
    this.addEventListener("dragleave", (event) => this.hover(event, false));
    this.addEventListener("drop", (event) => {
      this.hover(event, false);
      this.add(event.dataTransfer.files);
    });
    this.form.addEventListener("submit", (event) => this.submit(event));
  }

  hover(event, over) {
    event.preventDefault();
    this.toggleAttribute("data-over", over);
  }

  take(input) {
    this.add(input.files);
    input.value = ""; // the files are kept here, and the same one may be chosen again
  }

  add(files) {
    for (const file of files) {
      if (file.size > Number(this.dataset.largest)) {
        this.say(`${file.name}: ${this.dataset.wordsLarge}`);
      } else {
        const kind = this.querySelector("select.plain-kind").cloneNode(true);
        this.files.push({ file, kind });
        this.list.append(this.row(file, kind));
      }
    }
  }

  row(file, kind) {
    const row = document.createElement("li");
    const name = document.createElement("span");
    const remove = document.createElement("button");
    name.textContent = file.name;
    name.className = "chosen-name";
    kind.hidden = false;
    kind.removeAttribute("id");
    kind.removeAttribute("name");
    kind.className = "form-select";
    kind.setAttribute("aria-label", `${this.dataset.wordsKind}: ${file.name}`);
    remove.type = "button";
    remove.className = "btn btn-sm";
    remove.textContent = this.dataset.wordsRemove;
    remove.addEventListener("click", () => {
      this.files = this.files.filter((one) => one.file !== file);
      row.remove();
    });
    row.append(picture(file), name, kind, remove);
    return row;
  }

  submit(event) {
    if (!this.files.length) return;
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    this.said.hidden = true;
    this.bar.hidden = false;
    this.send();
  }

  send() {
    const data = new FormData(this.form);
    data.delete("file");
    for (const { file, kind } of this.files) {
      data.append("file", file, file.name);
      data.append("kinds", kind.value);
    }
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => (this.bar.value = (100 * loaded) / total));
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => this.stop(this.dataset.wordsFailed));
    request.responseType = "document";
    request.open("POST", this.form.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(data);
  }

  answered(request) {
    if (request.status < 300) {
      location.assign(request.responseURL);
      return;
    }
    const key = request.response?.querySelector("input[name=key]");
    if (key) this.form.querySelector("input[name=key]").value = key.value;
    this.stop(request.response?.querySelector("#message .message, .error h1 + p")?.textContent ?? this.dataset.wordsFailed);
  }

  stop(words) {
    this.sending = false;
    this.bar.hidden = true;
    this.bar.value = 0;
    this.say(words);
  }

  say(words) {
    this.said.textContent = words;
    this.said.hidden = false;
  }
}

const picture = (file) => {
  if (!file.type.startsWith("image/")) {
    const box = document.createElement("span");
    box.className = "paper-pdf";
    box.textContent = "PDF";
    return box;
  }
  const image = document.createElement("img");
  image.alt = "";
  image.width = image.height = 48;
  const reader = new FileReader(); // a data: address, since the page's policy allows no blob:
  reader.addEventListener("load", () => (image.src = reader.result));
  reader.readAsDataURL(file);
  return image;
};

customElements.define("evidence-drop", EvidenceDrop);
