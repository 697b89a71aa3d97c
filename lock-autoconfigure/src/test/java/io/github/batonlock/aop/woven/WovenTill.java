package io.github.batonlock.aop.woven;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;

/**
 * Woven methods whose lock is not had, is there already, or is kept.
 */
public class WovenTill {

	@DistributedLock(name = "till", timeout = "0s")
	public String serve() {
		return held();
	}

	@DistributedLock("till")
	public String serveTwice() {
		return serve() + ", " + serve();
	}

	@DistributedLock(name = "till", timeout = "0s", onTimeout = DistributedLock.OnTimeout.HANDLE, handler = "handler")
	public String handled() {
		return held();
	}

	@DistributedLock(name = "till", onUnavailable = DistributedLock.OnUnavailable.PROCEED)
	public String regardless() {
		return held();
	}

	@DistributedLock(name = "till", key = "#customer")
	public String serve(String customer) {
		return held();
	}

	@DistributedLock(name = "till", minHold = "1h")
	public void closeForToday() {
	}

	@DistributedLock("till")
	public void fail() {
		throw new IllegalArgumentException("body");
	}

	private static String held() {
		return CurrentLease.find().map(Lease::name).orElse("nothing");
	}

}
