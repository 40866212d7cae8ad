// Reads the other's code by the camera, in browsers that can. Without this, the phone's own camera opens the link, or
// the code is typed.
const scanForm = document.querySelector("form[data-code]");
const scanButton = scanForm?.querySelector("[data-scan]");
const complaint = scanForm?.querySelector("[data-no-camera]");
const video = scanForm?.querySelector("video");
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 200));

async function readsCodes() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) {
    return false;
  }
  const formats = await BarcodeDetector.getSupportedFormats();
  return formats.includes("qr_code");
}

function stopCamera() {
  video.srcObject?.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
  video.hidden = true;
  scanButton.disabled = false;
}

async function scan() {
  scanButton.disabled = true;
  complaint.hidden = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    await video.play();
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    let found = [];
    while (found.length === 0 && video.srcObject) {
      await aMoment();
      found = await detector.detect(video);
    }
    if (found.length > 0) {
      document.getElementById(scanForm.dataset.code).value = found[0].rawValue;
      scanForm.requestSubmit();
    }
  } catch {
    complaint.hidden = false;
  } finally {
    stopCamera();
  }
}

if (scanButton) {
  readsCodes().then((reads) => {
    scanButton.hidden = !reads;
  });
  scanButton.addEventListener("click", scan);
  // The light of the camera goes out with the page.
  addEventListener("pagehide", stopCamera);
}
