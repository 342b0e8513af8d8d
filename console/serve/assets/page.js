// The button of a session that has ended.
window.addEventListener("DOMContentLoaded", () => {
  document.getElementById("again").addEventListener("click", () => window.location.replace("/"));
});
