package io.github.batonlock.aop.woven;

import java.util.concurrent.CompletableFuture;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;

/**
 * A class of which AspectJ weaves the lock into some methods, and a proxy has to lock
 * others.
 */
public class WovenParcels implements Parcels {

	@DistributedLock("woven")
	public String pack(long id) {
		return held();
	}

	@Override
	public String pack(String id) {
		return held();
	}

	private static String held() {
		return CurrentLease.find().map(Lease::name).orElse("nothing");
	}

	/**
	 * What cannot be woven, because its lock must outlast its methods.
	 */
	public static class Futures {

		@DistributedLock("future")
		public CompletableFuture<String> later() {
			return CompletableFuture.completedFuture("done");
		}

	}

}
