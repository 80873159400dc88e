// Reads a QR code: with the camera while it is held in front, or from a photo. The reader (zxing) is fetched when it is first
// needed; it comes from the device, also without network.

const dialog = document.getElementById("scan"), video = dialog.querySelector("video"), says = dialog.querySelector("[data-says]");
const LONGEST = 960, EVERY = 120;
const OPTIONS = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 };
let loading = null;

function reader() {
  loading ??= new Promise((done, fail) => {
    const script = Object.assign(document.createElement("script"), { src: "/static/vendor/zxing-reader-3.1.4.js", onerror: fail });
    script.onload = () => {
      self.ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => "/static/vendor/zxing-reader-3.1.4.wasm" } });
      done(self.ZXingWASM);
    };
    document.head.append(script);
  });
  loading.catch(() => { loading = null; });
  return loading;
}

// The text of the code in a picture, "" where there is none.
export async function codeIn(blob) {
  const picture = await createImageBitmap(blob, { imageOrientation: "from-image" });
  for (const side of [LONGEST, 2 * LONGEST]) {
    const found = await read(picture, picture.width, picture.height, side);
    if (found || side >= Math.max(picture.width, picture.height)) return found;
  }
  return "";
}

const canvas = document.createElement("canvas");

async function read(source, width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { readBarcodes } = await reader();
  const [found] = await readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), OPTIONS);
  return found?.text ?? "";
}

// Opens the camera; `found(text)` once, with what it reads.
export async function scan(words, found) {
  says.textContent = "";
  dialog.showModal();
  let stream = null, isOver = false;
  const end = () => {
    isOver = true;
    stream?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    if (dialog.open) dialog.close();
  };
  const take = (text) => {
    if (isOver) return;
    end();
    navigator.vibrate?.(60);
    found(text);
  };
  dialog.onclose = end;
  dialog.querySelector("[data-close]").onclick = end;
  dialog.querySelector("[data-code]").onchange = async ({ target }) => {
    const [file] = target.files;
    target.value = "";
    const text = file ? await codeIn(file).catch(() => "") : "";
    if (text) take(text);
    else says.textContent = words.noCode;
  };
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
  } catch {
    says.textContent = words.noCamera;
    return;
  }
  if (isOver) return stream.getTracks().forEach((track) => track.stop());
  video.srcObject = stream;
  await video.play().catch(() => {});
  while (!isOver) {
    const text = video.videoWidth ? await read(video, video.videoWidth, video.videoHeight, LONGEST).catch(() => "") : "";
    if (text) take(text);
    await new Promise((done) => setTimeout(done, EVERY));
  }
}
