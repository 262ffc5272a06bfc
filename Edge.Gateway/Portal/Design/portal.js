// Keeps a page up to date. Everything works without it: pages then refresh themselves once in a while.
// <body data-live="URL"> names the stream; its events are named after the id of the region whose HTML they bring.
(() => {
  'use strict';
  const root = document.documentElement;
  const url = document.body.dataset.live;

  // Seconds left until <time data-reset="EPOCH SECONDS">. The server's clock counts: its offset comes with the page.
  const offset = Number(document.body.dataset.now || 0) * 1000 - Date.now();
  const left = seconds => seconds < 60 ? `${seconds} s` : seconds < 3600 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
  const countDown = () => {
    const now = Date.now() + (document.body.dataset.now ? offset : 0);
    for (const time of document.querySelectorAll('[data-reset]')) {
      const text = left(Math.max(0, Math.ceil(Number(time.dataset.reset) - now / 1000)));
      if (time.textContent !== text) { time.textContent = text; }
    }
  };
  countDown();
  setInterval(countDown, 500);

  // What a region says of itself in a few words, and the titles of its notices, are read out when they change, and nothing else is.
  const announcer = document.getElementById('announcer');
  const textOf = region => [...[...region.querySelectorAll('[data-say]')].map(element => element.dataset.say), ...[...region.querySelectorAll('.notice strong')].map(element => element.textContent.trim())].join('. ');
  const said = new Map([...document.querySelectorAll('[data-region]')].map(region => [region.id, textOf(region)]));
  const announce = region => {
    const say = textOf(region);
    if (say !== said.get(region.id)) { said.set(region.id, say); announcer.textContent = say; }
  };

  // What has the focus, so that it has it again in new HTML: by its id, or by its place below the next element that has one.
  const markFocus = region => {
    const active = document.activeElement;
    if (!region.contains(active)) { return () => {}; }
    const home = active.closest('[id]');
    const index = home === active ? -1 : [...home.querySelectorAll(active.localName)].indexOf(active);
    return () => {
      const again = document.getElementById(home.id);
      (index < 0 ? again : again?.querySelectorAll(active.localName)[index])?.focus({ preventScroll: true });
    };
  };

  // Puts new HTML into a region and keeps what the reader is doing: open details, the focus, scrolled tables. A selection is waited for, and so is
  // a press that has not ended: its button would be gone before it is a click.
  const waiting = new Map();
  let isPressed = false;
  const isSelecting = region => { const selection = getSelection(); return !selection.isCollapsed && region.contains(selection.anchorNode); };
  const isBusy = region => isPressed || isSelecting(region);
  const replaceWaiting = () => { for (const [region, html] of [...waiting]) { if (!isBusy(region)) { replace(region, html); } } };
  document.addEventListener('selectionchange', replaceWaiting);
  for (const begin of ['pointerdown', 'keydown']) { document.addEventListener(begin, () => { isPressed = true; }, true); }
  const release = () => setTimeout(() => { isPressed = false; replaceWaiting(); }); // After the click.
  for (const end of ['pointerup', 'pointercancel', 'keyup']) { document.addEventListener(end, release, true); }
  addEventListener('blur', release); // The rest of the press goes to another window.
  const replace = (region, html) => {
    if (isBusy(region)) { waiting.set(region, html); return; }
    waiting.delete(region);
    const open = new Set([...region.querySelectorAll('details[open][id]')].map(element => element.id));
    const closed = new Set([...region.querySelectorAll('details:not([open])[id]')].map(element => element.id));
    const scrolled = new Map([...region.querySelectorAll('.table-scroll[id]')].map(element => [element.id, [element.scrollLeft, element.scrollTop]]));
    const focusAgain = markFocus(region);
    region.innerHTML = html;
    for (const element of region.querySelectorAll('details[id]')) { element.open = open.has(element.id) || (element.open && !closed.has(element.id)); }
    for (const [id, [x, y]] of scrolled) { const element = document.getElementById(id); if (element) { element.scrollLeft = x; element.scrollTop = y; } }
    focusAgain();
    countDown();
    announce(region);
  };

  // On a narrow screen the navigation scrolls: the page that is open must not be out of sight in it.
  document.querySelector('.nav [aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

  if (!url || !window.EventSource) { return; }
  let source;
  let retry;
  const stop = () => { clearTimeout(retry); source?.close(); source = undefined; };
  const start = () => {
    stop();
    if (document.hidden) { return; } // It starts when it is looked at.
    source = new EventSource(url);
    source.onopen = () => { root.dataset.connected = 'yes'; };
    source.onerror = () => {
      root.dataset.connected = 'no';
      if (source?.readyState === EventSource.CLOSED) { clearTimeout(retry); retry = setTimeout(start, 5000); } // Refused: too many streams, or held off.
    };
    source.addEventListener('signed-out', () => { stop(); location.reload(); });
    for (const region of document.querySelectorAll('[data-region]')) {
      source.addEventListener(region.id, event => replace(region, event.data));
    }
  };
  start();
  // A page in the browser's back-forward cache, or one nobody looks at, needs no stream.
  document.addEventListener('visibilitychange', () => { if (document.hidden) { stop(); } else { start(); } });
  addEventListener('pagehide', stop);
})();
