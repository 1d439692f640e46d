// The reader's own choice of light or dark, before anything is drawn; without one the system's holds.
try {
  const chosen = localStorage.getItem("tertius-theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch { /* storage is closed: the system's choice holds */ }
