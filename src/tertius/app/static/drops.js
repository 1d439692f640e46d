// A file dropped or chosen is sent as it is; what came of it is shown.
export function watchDrops(open) {
  const part = document.querySelector(".drop:not([data-ready])");
  if (!part) return;
  part.dataset.ready = "1";
  const [input, said, bar] = [part.querySelector("input"), part.querySelector("#drop-said"), part.querySelector("progress")];
  const send = (file) => {
    said.hidden = true;
    bar.hidden = false;
    const request = new XMLHttpRequest();
    request.open("POST", `/upload?name=${encodeURIComponent(file.name)}&lang=${document.documentElement.lang}`);
    request.upload.onprogress = (event) => { if (event.lengthComputable) { bar.max = event.total; bar.value = event.loaded; } };
    request.upload.onload = () => bar.removeAttribute("value");
    request.onload = () => {
      bar.hidden = true;
      let told = {};
      try { told = JSON.parse(request.responseText); } catch { told = { error: request.statusText }; }
      if (told.file) {
        const words = new URLSearchParams(location.search);
        words.set("file", told.file);
        open(`/file?${words}`);
      } else { said.textContent = told.error; said.hidden = false; }
    };
    request.onerror = () => { bar.hidden = true; said.textContent = document.getElementById("main").dataset.lost; said.hidden = false; };
    request.send(file);
  };
  input.addEventListener("change", () => { if (input.files[0]) send(input.files[0]); });
  for (const name of ["dragover", "dragenter"]) part.addEventListener(name, (event) => { event.preventDefault(); part.classList.add("over"); });
  part.addEventListener("dragleave", () => part.classList.remove("over"));
  part.addEventListener("drop", (event) => {
    event.preventDefault();
    part.classList.remove("over");
    if (event.dataTransfer.files[0]) send(event.dataTransfer.files[0]);
  });
}
