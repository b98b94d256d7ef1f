/**
 * Decodes the calldata of guide A's contract with ethers 6: `storeLogHash(bytes32 hash, uint256 timestamp, string
 * metadata)`, selector 0x9361652e (Solidity contract ABI, "Formal Specification of the Encoding"). The only place of
 * the product that uses ethers; it is imported on first use, because that takes about 0.1 s.
 */
import type { DecodedCalldata } from '../../../shared/core/anchor/claim-steps.ts'

/** The contract's interface as guide A prints it. It declares no event, so a receipt alone holds no hash. */
export const logHashInterface = [
  'function storeLogHash(bytes32 hash, uint256 timestamp, string metadata)',
  'function verifyLogHash(bytes32 hash, uint256 timestamp) view returns (bool)',
] as const

/** First four bytes of keccak256 of `storeLogHash(bytes32,uint256,string)`. */
export const storeLogHashSelector = '0x9361652e'

/** Hostile: a transaction may carry megabytes of calldata; guide A's is about 260 bytes. */
const longestCalldata = 2 * 131_072

/**
 * Arguments of a `storeLogHash` call from a transaction's `input` (hex with 0x). `error` when it is another function,
 * ends early, or holds text that is not UTF-8; never throws for what the bytes say.
 */
export async function decodeStoreLogHash(data: string): Promise<DecodedCalldata> {
  if (data.length > 2 + 2 * longestCalldata) return { error: `calldata longer than ${longestCalldata} bytes` }
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(data)) return { error: 'calldata is not hex' }
  if (data.slice(0, 10).toLowerCase() !== storeLogHashSelector) {
    return { error: `selector ${data.slice(0, 10) || '0x'} is not ${storeLogHashSelector}` }
  }
  const { Interface } = await import('ethers')
  try {
    // ethers reports a bad member only when it is read, so the members are read here.
    const [root, timestamp, metadata] = new Interface(logHashInterface)
      .decodeFunctionData('storeLogHash', data)
      .toArray() as [string, bigint, string]
    return { root: root.slice(2).toLowerCase(), timestampSeconds: timestamp.toString(), metadataText: metadata }
  } catch (error) {
    return { error: error instanceof Error && 'shortMessage' in error ? String(error.shortMessage) : String(error) }
  }
}
