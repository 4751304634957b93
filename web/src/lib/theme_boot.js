// SPDX-License-Identifier: Apache-2.0
// Runs before the first paint: the chosen theme, else the system's.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('fairlead-theme');
  } catch {
    // Storage may be switched off; then the system decides.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
