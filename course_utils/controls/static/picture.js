// Picture files of the reader's own, with the values that they hold.

const MAX_MEGAPIXELS = 40; // of a picture of the reader's own
const MAX_SIDE = 32767; // pixels; a canvas is no longer than that. frames.py has it too

/**
 * Decode a picture file into R, G, B, A without touching the values. `look` may draw the decoded
 * picture before its pixels are read.
 */
async function readPixels(file, name, look = () => {}) {
  const asStored = { colorSpaceConversion: "none", premultiplyAlpha: "none" };
  const bitmap = await createImageBitmap(file, asStored).catch(() => {
    const remedy = "choose a PNG, JPEG or WebP file";
    throw new Error(`${name} is not a picture that a browser reads: ${remedy}.`);
  });
  const { width, height } = bitmap;
  if (width * height > MAX_MEGAPIXELS * 1e6) {
    const found = Math.ceil((width * height) / 1e6);
    throw new Error(`${name} has ${found} megapixels: choose one of at most ${MAX_MEGAPIXELS}.`);
  }
  if (Math.max(width, height) > MAX_SIDE) {
    const remedy = `choose one of at most ${MAX_SIDE} a side`;
    throw new Error(`${name} has ${height} x ${width} pixels: ${remedy}.`);
  }
  look(bitmap);
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  let { data } = context.getImageData(0, 0, width, height);
  if (isTransparent(data)) data = colorsBehind(bitmap);
  if (!data) throw new Error(`${name} is partly transparent: save it without transparency.`);
  bitmap.close();
  return { width, height, data };
}

function isTransparent(data) {
  for (let i = 3; i < data.length; i += 4) if (data[i] < 255) return true;
  return false;
}

/**
 * The colors of a picture as if nothing in it were transparent, as OpenCV reads it. A canvas mixes
 * transparency into the colors; a texture keeps them apart. Null where there is no room for one.
 */
function colorsBehind(bitmap) {
  const { width, height } = bitmap;
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!gl || Math.max(width, height) > gl.getParameter(gl.MAX_TEXTURE_SIZE)) return null;
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  const data = new Uint8Array(4 * width * height);
  gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, data);
  return data;
}
