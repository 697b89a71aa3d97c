package io.github.batonlock.aop.woven;

import io.github.batonlock.DistributedLock;

/**
 * Where an annotation is that the weaver does not see.
 */
public interface Parcels {

	@DistributedLock("proxied")
	String pack(String id);

}
