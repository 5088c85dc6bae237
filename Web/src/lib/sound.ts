let context: AudioContext | null = null;

/** Two short notes, 800 then 1000 Hz, half a second in all. Silent until the browser has seen a key or a click. */
export async function chime(): Promise<void> {
  context ??= new AudioContext();
  if (context.state === 'suspended') await context.resume();
  note(context, 800, 0);
  note(context, 1000, 0.22);
}

function note(audio: AudioContext, frequencyHz: number, delaySeconds: number): void {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  const start = audio.currentTime + delaySeconds;
  oscillator.frequency.value = frequencyHz;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.12, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, start + 0.26);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.28);
}
