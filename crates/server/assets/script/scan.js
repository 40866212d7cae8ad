// Reads the other's code by the camera, in browsers that can. Without this, the phone's own camera opens the link, or
// the code is typed.
const scanForm = document.querySelector("form[data-code]");
const scanButton = scanForm?.querySelector("[data-scan]");
const endButton = scanForm?.querySelector("[data-end-scan]");
const noCamera = scanForm?.querySelector("[data-no-camera]");
const video = scanForm?.querySelector("video");
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 200));
let isWanted = false;

async function readsCodes() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) {
    return false;
  }
  const formats = await BarcodeDetector.getSupportedFormats();
  return formats.includes("qr_code");
}

function stop() {
  isWanted = false;
  video.srcObject?.getTracks().forEach((track) => track.stop());
}

function showCamera(isShown) {
  video.hidden = !isShown;
  endButton.hidden = !isShown;
  scanButton.hidden = isShown;
}

async function scan() {
  isWanted = true;
  scanButton.disabled = true;
  noCamera.hidden = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    showCamera(true);
    endButton.focus();
    await video.play();
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    let found = [];
    while (found.length === 0 && isWanted) {
      await aMoment();
      found = isWanted ? await detector.detect(video) : [];
    }
    if (isWanted) {
      document.getElementById(scanForm.dataset.code).value = found[0].rawValue;
      scanForm.requestSubmit();
    }
  } catch {
    // Nothing went wrong if it was ended meanwhile.
    noCamera.hidden = !isWanted;
  } finally {
    const isAtEnd = document.activeElement === endButton;
    stop();
    video.srcObject = null;
    showCamera(false);
    scanButton.disabled = false;
    if (isAtEnd) {
      scanButton.focus();
    }
  }
}

if (scanButton) {
  readsCodes().then((reads) => {
    scanButton.parentElement.hidden = !reads;
  });
  scanButton.addEventListener("click", scan);
  endButton.addEventListener("click", stop);
  // The light of the camera goes out with the page.
  addEventListener("pagehide", stop);
}
