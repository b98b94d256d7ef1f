window.dropped = []
const drop = document.getElementById('drop')
drop.addEventListener('dragover', (event) => event.preventDefault())
drop.addEventListener('drop', (event) => {
  event.preventDefault()
  window.dropped = [...event.dataTransfer.files].map((file) => window.api.pathOf(file))
})
document.getElementById('file').addEventListener('change', (event) => {
  window.picked = [...event.target.files].map((file) => window.api.pathOf(file))
})
document.getElementById('state').textContent = `pong ${(await window.api.ping(41)).n}`
