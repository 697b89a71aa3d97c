package io.github.batonlock.testing;

import java.util.List;

/**
 * Moves a slot of a {@link RedisCluster} to another master, step by step, and all of it
 * in the end.
 */
public final class SlotMigration implements AutoCloseable {

	private final RedisCluster cluster;

	private final String slot;

	private final RedisServer from;

	private final RedisServer to;

	private SlotMigration(RedisCluster cluster, int slot) {
		this.cluster = cluster;
		this.slot = String.valueOf(slot);
		this.from = cluster.masterOf(slot);
		this.to = cluster.masters().stream().filter((master) -> master != this.from).findFirst().orElseThrow();
	}

	/**
	 * Begin: keys that are not there are created on the other master from now on.
	 * @param cluster the cluster
	 * @param slot the slot
	 * @return the migration
	 */
	public static SlotMigration begin(RedisCluster cluster, int slot) {
		SlotMigration migration = new SlotMigration(cluster, slot);
		migration.setSlot(migration.to, "IMPORTING", id(migration.from));
		migration.setSlot(migration.from, "MIGRATING", id(migration.to));
		return migration;
	}

	/**
	 * Move one key.
	 * @return whether there was one
	 */
	public boolean moveKey() {
		List<?> keys = (List<?>) this.from.command("CLUSTER", "GETKEYSINSLOT", this.slot, "1");
		keys.forEach((key) -> this.from.command("MIGRATE", this.to.host(), String.valueOf(this.to.port()),
				String.valueOf(key), "0", "5000"));
		return !keys.isEmpty();
	}

	/**
	 * Move what is left, and the slot.
	 */
	@Override
	public void close() {
		while (moveKey()) {
			Thread.onSpinWait();
		}
		setSlot(this.to, "NODE", id(this.to));
		setSlot(this.from, "NODE", id(this.to));
		this.cluster.masters().forEach((master) -> setSlot(master, "NODE", id(this.to)));
	}

	private void setSlot(RedisServer node, String state, String id) {
		node.command("CLUSTER", "SETSLOT", this.slot, state, id);
	}

	private static String id(RedisServer node) {
		return String.valueOf(node.command("CLUSTER", "MYID"));
	}

}
