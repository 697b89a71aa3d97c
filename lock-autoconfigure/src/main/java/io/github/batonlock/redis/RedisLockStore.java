package io.github.batonlock.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.LockState;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.Assert;

/**
 * A {@link LockStore} on Redis or Valkey, created by {@link #builder}.
 * <p>
 * Uses the connections of the application: Lettuce asynchronously on the shared
 * connection of its factory, any other driver on the threads of an executor. Redis need
 * not be available until a command is sent. Without permission or connection to
 * subscribe, all commands work, but no messages arrive.
 */
public final class RedisLockStore implements LockStore {

	private static final byte[] PROBE = { '1' };

	private static final byte[] NO_PROBE = { '0' };

	private final RedisConnectionFactory factory;

	private final LockKeys keys;

	private final RedisCommands commands;

	private final Courier courier;

	private final Replies replies;

	private final RenewCommand renewing;

	private final EvictionCheck evictionCheck;

	private final @Nullable Replicas replicas;

	private final AtomicReference<@Nullable GrantSubscriber> subscriber = new AtomicReference<>();

	RedisLockStore(RedisConnectionFactory factory, LockKeys keys, RedisCommands commands, @Nullable Replicas replicas) {
		LockScript.load();
		this.factory = factory;
		this.keys = keys;
		this.commands = commands;
		this.courier = new Courier(commands, keys);
		this.replies = new Replies(this.courier);
		this.renewing = new RenewCommand(commands, keys, this.replies);
		this.evictionCheck = new EvictionCheck(factory);
		this.replicas = replicas;
	}

	/**
	 * Returns a builder for a store.
	 * @param connectionFactory factory of the connections to Redis
	 * @return a builder
	 */
	public static Builder builder(RedisConnectionFactory connectionFactory) {
		return new Builder(connectionFactory);
	}

	@Override
	public void start(String instance, StoreListener listener) {
		stop();
		SubscriptionExecutor executor = new SubscriptionExecutor();
		Scout scout = new Scout(this.commands, this.keys, instance, this.courier, listener, executor);
		GrantSubscriber subscriber = new GrantSubscriber(() -> GrantContainers.create(this.factory, executor),
				this.evictionCheck::run, this.keys.channel(instance), listener, scout, executor);
		this.subscriber.set(subscriber);
		this.courier.listener(listener);
		subscriber.subscribe();
	}

	@Override
	public void resubscribe() {
		GrantSubscriber subscriber = this.subscriber.get();
		if (subscriber != null) {
			subscriber.subscribe();
		}
	}

	/**
	 * Ends the subscription, and waits for that, but no longer than a second.
	 */
	@Override
	public void stop() {
		GrantSubscriber subscriber = this.subscriber.getAndSet(null);
		if (subscriber != null) {
			subscriber.close();
			this.courier.listener(null);
			this.courier.doubt();
			this.commands.close();
			if (this.replicas != null) {
				this.replicas.close();
			}
		}
	}

	@Override
	public boolean tellsDelivery() {
		return true;
	}

	@Override
	public CompletionStage<? extends AcquireReply> tryAcquire(String name, Request request, Duration lease) {
		return this.commands.setIfAbsent(this.keys.owner(name), LockKeys.bytes(request), lease.toMillis(),
				(set) -> set ? new AcquireReply.Granted(0, false) : new AcquireReply.Taken());
	}

	@Override
	public CompletionStage<AcquireReply> acquire(String name, Request request, Duration lease, Enqueue enqueue) {
		byte[] mode = switch (enqueue) {
			case NO -> LockKeys.bytes("no");
			case YES -> LockKeys.bytes("yes");
			case IF_OTHERS_WAIT -> LockKeys.bytes("others");
		};
		return this.commands.run(this.courier.script(LockScript.ACQUIRE), this.replies::acquire,
				this.keys.ownerAndQueue(name), LockKeys.bytes(request), LockKeys.bytes(lease), mode);
	}

	@Override
	public CompletionStage<RenewReply> renew(String name, Request request, Duration lease) {
		return this.renewing.renew(name, request, lease);
	}

	@Override
	public List<CompletionStage<RenewReply>> renewAll(List<Renewal> renewals) {
		return this.renewing.renewAll(renewals);
	}

	@Override
	public boolean replicates() {
		return this.replicas != null;
	}

	@Override
	public CompletionStage<RenewReply> replicate(String name, Request request, Duration lease) {
		if (this.replicas == null) {
			return renew(name, request, lease);
		}
		return this.replicas.renew(this.keys.ownerAndQueue(name), LockKeys.bytes(request), LockKeys.bytes(lease))
			.thenApply(this.replies::renew);
	}

	@Override
	public CompletionStage<RenewReply> leave(String name, Request request, Request left, Duration time) {
		return this.commands.run(LockScript.LEAVE, this.replies::renew, this.keys.ownerAndQueue(name),
				LockKeys.bytes(request), LockKeys.bytes(left), LockKeys.bytes(time));
	}

	@Override
	public CompletionStage<FenceReply> fence(String name, Request request, int wanted) {
		return this.commands.run(LockScript.FENCE, this.replies::fence, this.keys.ownerAndFence(name),
				LockKeys.bytes(request), LockKeys.bytes(Integer.toString(wanted)));
	}

	@Override
	public CompletionStage<ReleaseReply> release(String name, Request request, @Nullable Request next,
			Duration grantLease, Duration lease) {
		byte[][] arguments = { LockKeys.bytes(request), LockKeys.bytes(grantLease),
				this.courier.probes() ? PROBE : NO_PROBE };
		if (next != null) {
			arguments = new byte[][] { arguments[0], arguments[1], arguments[2], LockKeys.bytes(next),
					LockKeys.bytes(lease) };
		}
		return this.commands.run(this.courier.script(LockScript.RELEASE), this.replies::release,
				this.keys.ownerAndQueue(name), arguments);
	}

	@Override
	public CompletionStage<LockState> inspect(String name, int limit) {
		return this.commands.run(LockScript.INSPECT, this.replies::inspect, this.keys.ownerAndQueue(name),
				LockKeys.bytes(Integer.toString(limit)));
	}

	@Override
	public CompletionStage<Boolean> tell(String instance, Inquiry inquiry) {
		return this.commands
			.publish(LockKeys.bytes(this.keys.channel(instance)), LockKeys.bytes(InquiryText.write(inquiry)))
			.thenApply((heard) -> heard > 0 || this.commands.cluster());
	}

	/**
	 * Returns the description of this store for messages.
	 */
	@Override
	public String toString() {
		return "Redis";
	}

	/**
	 * Builds a {@link RedisLockStore}.
	 */
	public static final class Builder {

		private final RedisConnectionFactory connectionFactory;

		private LockKeys keys = new LockKeys("lock");

		private @Nullable Executor executor;

		private int acknowledgements;

		private Duration replicasTimeout = Duration.ofMillis(500);

		private Builder(RedisConnectionFactory connectionFactory) {
			Assert.notNull(connectionFactory, "'connectionFactory' must not be null");
			this.connectionFactory = connectionFactory;
		}

		/**
		 * Sets the beginning of the keys and channels of the store. All applications that
		 * share locks must use the same prefix.
		 * @param prefix the prefix, {@code lock} by default; not blank and without braces
		 * @return this builder
		 */
		public Builder keyPrefix(String prefix) {
			this.keys = new LockKeys(prefix);
			return this;
		}

		/**
		 * Sets the executor that runs commands of drivers other than Lettuce and opens
		 * connections.
		 * @param executor the executor, which the store does not close; by default, a few
		 * daemon threads that end when idle
		 * @return this builder
		 */
		public Builder executor(Executor executor) {
			this.executor = executor;
			return this;
		}

		/**
		 * Sets how many replicas must have acknowledged a lock before it counts as
		 * acquired. Costs a connection and, for each lock acquired from Redis, a round
		 * trip to Redis and to the replicas. Not for a Redis Cluster.
		 * @param acknowledgements number of replicas, zero (the default) for none
		 * @param timeout how long to wait for them, at least a millisecond
		 * @return this builder
		 */
		public Builder replicas(int acknowledgements, Duration timeout) {
			Assert.isTrue(acknowledgements >= 0, "'acknowledgements' must not be negative");
			Assert.isTrue(timeout.toMillis() > 0, "'timeout' must not be less than 1ms");
			this.acknowledgements = acknowledgements;
			this.replicasTimeout = timeout;
			return this;
		}

		/**
		 * Builds the store. It connects when it is first used.
		 * @return the store
		 */
		public RedisLockStore build() {
			Executor executor = (this.executor != null) ? this.executor : CommandExecutor.create();
			RedisCommands commands = RedisCommands.of(this.connectionFactory, executor);
			return new RedisLockStore(this.connectionFactory, this.keys, commands, replicas(commands));
		}

		private @Nullable Replicas replicas(RedisCommands commands) {
			if (this.acknowledgements == 0) {
				return null;
			}
			Assert.isTrue(!(commands instanceof LettuceCommands && commands.cluster()), Replicas.NO_CLUSTER);
			return new Replicas(this.connectionFactory, this.acknowledgements, this.replicasTimeout);
		}

	}

}
