import { startComposer } from './composer.js';
import { startControls } from './controls.js';
import { startStream } from './stream.js';
import { startThread } from './thread.js';

startControls();
startThread();
startComposer();
startStream();
foldSidebar();

/** On a phone the sidebar starts folded. */
function foldSidebar() {
  const fold = document.querySelector('.nav-fold');
  const narrow = matchMedia('(max-width: 760px)');
  if (!(fold instanceof HTMLDetailsElement)) return;
  const set = () => {
    fold.open = !narrow.matches;
  };
  narrow.addEventListener('change', set);
  set();
}
