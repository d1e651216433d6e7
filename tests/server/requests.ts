import { connect } from 'node:net'

/** Sends a request as it is written, which `fetch` would tidy up first, and answers the status and the body. */
export async function requestRaw(port: number, line: string): Promise<{ status: number; body: string }> {
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, 'localhost', () =>
      socket.write(`${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`),
    )
    let received = ''
    socket.setEncoding('utf8')
    socket.on('data', (part: string) => (received += part))
    socket.on('end', () => resolve(received))
    socket.on('error', reject)
  })
  return { status: Number(text.split(' ')[1]), body: text.slice(text.indexOf('\r\n\r\n') + 4) }
}
