// Keys go to the terminal without a click; the button of a session that has ended opens it again.
window.addEventListener("load", () => {
  document.getElementById("again").addEventListener("click", () => window.location.replace("/"));
  document.querySelector(".xterm-helper-textarea")?.focus();
});
