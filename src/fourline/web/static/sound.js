// Calling somebody who looks elsewhere: a dot on the icon, and two soft notes, made on the spot.

/** @type {AudioContext | null} */
let audio = null;

/**
 * Return a way to call; it ends when somebody looks.
 * @param {() => boolean} isMuted
 */
export function createCall(isMuted) {
  const icon = /** @type {HTMLLinkElement} */ (document.querySelector("link[rel=icon]"));
  const calm = icon.href;
  const dotted = new URL("favicon-dot.svg", import.meta.url).href;

  // Browsers allow sound after a gesture only, and complain about any attempt before.
  if (navigator.userActivation?.hasBeenActive) unlock();
  for (const gesture of ["pointerdown", "keydown"]) document.addEventListener(gesture, unlock, { once: true });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && icon.href !== calm) icon.href = calm;
  });
  return () => {
    if (!document.hidden) return;
    icon.href = dotted;
    if (isMuted() || audio?.state !== "running") return;
    note(audio, 523, 0);
    note(audio, 784, 0.13);
  };
}

function unlock() {
  audio ??= new AudioContext();
  void audio.resume();
}

/**
 * @param {AudioContext} context
 * @param {number} hertz
 * @param {number} delay seconds
 */
function note(context, hertz, delay) {
  const start = context.currentTime + delay;
  const tone = new OscillatorNode(context, { type: "triangle", frequency: hertz });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.2, start + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.35);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + 0.4);
}
