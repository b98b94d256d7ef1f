/** A node of one's own on loopback with guide A's contract, for captures from something real. Ended by its process id. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { ContractFactory, JsonRpcProvider, NonceManager, Wallet } from 'ethers'
import { anvilPath, compileContract } from '../../scripts/capture-anchors.ts'

export { anvilPath } from '../../scripts/capture-anchors.ts'

export interface StoredCall {
  /** Hex without 0x. */
  readonly root: string
  readonly timestampSeconds: number
  readonly metadata: string
}

export interface AnchoringNode {
  readonly url: string
  readonly host: string
  readonly chainId: string
  /** Lower-case hex with 0x. */
  readonly contract: string
  /** Calls `storeLogHash`, each call in a block of its own; transaction hashes and block numbers. */
  store(calls: readonly StoredCall[]): Promise<{ readonly hash: string; readonly block: number }[]>
  stop(): Promise<void>
}

/** The first public test account of development nodes: a key of no value. */
const testKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

/** Starts a node whose clock begins at `genesisSeconds`, and deploys the contract. */
export async function startAnchoringNode(genesisSeconds: number): Promise<AnchoringNode> {
  const binary = anvilPath()
  if (binary === undefined) throw new Error('no anvil binary for this platform')
  const port = await freePort()
  const options = ['--host', '127.0.0.1', '--port', String(port), '--quiet', '--timestamp', String(genesisSeconds)]
  const child = spawn(binary, options, { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  const provider = new JsonRpcProvider(url, 31_337, { staticNetwork: true, cacheTimeout: -1, pollingInterval: 20 })
  const stop = async (): Promise<void> => {
    provider.destroy()
    await ended(child)
  }
  try {
    await answering(provider, child)
    const signer = new NonceManager(new Wallet(testKey, provider))
    const { abi, bytecode } = await compileContract()
    const contract = await new ContractFactory(abi, bytecode, signer).deploy()
    await contract.waitForDeployment()
    const address = (await contract.getAddress()).toLowerCase()
    return {
      url: `${url}/`,
      host: `127.0.0.1:${port}`,
      chainId: '31337',
      contract: address,
      stop,
      async store(calls) {
        const stored: { hash: string; block: number }[] = []
        for (const { root, timestampSeconds, metadata } of calls) {
          const data = abi.encodeFunctionData('storeLogHash', [`0x${root}`, timestampSeconds, metadata])
          const sent = await signer.sendTransaction({ to: address, data, gasLimit: 300_000n })
          const receipt = await sent.wait()
          if (receipt?.status !== 1) throw new Error(`the call for ${root} did not succeed`)
          stored.push({ hash: sent.hash, block: receipt.blockNumber })
        }
        return stored
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function answering(provider: JsonRpcProvider, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`anvil ended with ${child.exitCode} before it answered`)
    try {
      await provider.send('eth_chainId', [])
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  throw new Error('anvil did not answer within 10 s')
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await exit
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
