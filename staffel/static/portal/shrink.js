// A photo is made smaller on the phone before it is kept or sent: at most 1,600 px, about 400 kB, upright. It is drawn anew,
// so nothing of the original's data goes along: no place, no camera, no time.

const LONGEST_SIDE = 1600, MOST_BYTES = 400_000;

export async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  for (let side = LONGEST_SIDE; ; side *= 0.75) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // what is transparent in a PNG would be black in a JPEG
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.85, 0.75, 0.65, 0.5]) {
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (!blob) throw new Error("no picture");
      if (blob.size <= MOST_BYTES || side < 400) {
        const name = `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-")}.jpg`;
        return new File([blob], name, { type: "image/jpeg" });
      }
    }
  }
}
