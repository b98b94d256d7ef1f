// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Commitments to batches of audit-log entries
/// @notice Whoever submits a hash chooses its timestamp. The time of the block is in the block alone.
/// @dev No event is declared: what a call stored is proven by its calldata in the block, or by this contract's storage.
contract AuditLog {
    /// keccak256 of the metadata text per hash and timestamp; zero where nothing was stored.
    mapping(bytes32 => mapping(uint256 => bytes32)) private metadataDigests;

    /// @param hash Merkle root of a batch of entries.
    /// @param timestamp Whole seconds since 1970 by the submitter's clock.
    /// @param metadata JSON text with count, first_timestamp and last_timestamp.
    function storeLogHash(bytes32 hash, uint256 timestamp, string memory metadata) public {
        metadataDigests[hash][timestamp] = keccak256(bytes(metadata));
    }

    /// @return Whether storeLogHash was called with exactly this hash and timestamp.
    function verifyLogHash(bytes32 hash, uint256 timestamp) public view returns (bool) {
        return metadataDigests[hash][timestamp] != bytes32(0);
    }
}
