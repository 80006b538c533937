'use strict';

// Without this script, the page is a static table; with it, the table is updated live.
const state = document.getElementById('state');
const connection = document.getElementById('connection');

// For each election, the time at which this replica's authority ends, on this page's clock.
let ends = {};

function connected(live) {
  connection.hidden = false;
  connection.className = live ? 'live' : 'lost';
  connection.textContent = live ? 'live' : 'this replica does not respond; reconnecting';
}

const source = new EventSource('changes');
source.addEventListener('open', () => connected(true));
source.addEventListener('error', () => connected(false));
source.addEventListener('state', (event) => {
  const asked = [...state.querySelectorAll('details[open]')].map((question) => question.closest('tr').dataset.election);
  state.innerHTML = event.data;
  // The update has replaced the questions. Reopen those that were open.
  for (const question of state.querySelectorAll('details')) {
    question.open = asked.includes(question.closest('tr').dataset.election);
  }
  localTimes();
});
source.addEventListener('authority', (event) => {
  const now = performance.now();
  ends = Object.fromEntries(Object.entries(JSON.parse(event.data)).map(([name, left]) => [name, now + left]));
});

// The remaining authority decreases between two renewals.
function runDown() {
  for (const bar of state.querySelectorAll('progress')) {
    if (bar.dataset.election in ends) {
      const left = Math.max(0, ends[bar.dataset.election] - performance.now());
      bar.value = left;
      bar.parentElement.querySelector('.left').textContent = (left / 1000).toFixed(1) + ' s';
    }
  }
  requestAnimationFrame(runDown);
}

function localTimes() {
  for (const time of state.querySelectorAll('time')) {
    time.textContent = new Date(time.dateTime).toLocaleString();
    time.title = time.dateTime;
  }
}

// Yields without leaving the page.
state.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector('button');
  button.disabled = true;
  const failed = (reason) => {
    button.disabled = false;
    button.title = 'This replica did not yield: ' + reason;
    button.textContent = 'Failed, try again';
  };
  // A redirect back to this page means that the form was accepted.
  fetch(form.action, { method: 'post', body: new URLSearchParams(new FormData(form)), redirect: 'manual' })
    .then((response) => (response.type === 'opaqueredirect' || response.ok) || failed('HTTP ' + response.status))
    .catch((error) => failed(error.message));
});

localTimes();
runDown();
