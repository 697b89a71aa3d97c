package io.github.batonlock.jpa;

import java.util.OptionalInt;

import io.github.batonlock.aop.observe.EarlierReads;
import jakarta.persistence.EntityManager;
import org.jspecify.annotations.Nullable;

import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * Inspects the persistence contexts of a thread: those of open-in-view and of the
 * surrounding transaction. JPA continues to return the entities in them in the state in
 * which they were read. Only Hibernate reports the number of entities; contexts of other
 * providers count as soon as they are open.
 */
public final class PersistenceContexts implements EarlierReads {

	private static final boolean HIBERNATE = ClassUtils.isPresent("org.hibernate.Session",
			PersistenceContexts.class.getClassLoader());

	@Override
	public @Nullable String find() {
		for (Object resource : TransactionSynchronizationManager.getResourceMap().values()) {
			String found = (resource instanceof EntityManagerHolder holder) ? find(holder.getEntityManager()) : null;
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private static @Nullable String find(EntityManager manager) {
		if (!manager.isOpen()) {
			return null;
		}
		OptionalInt entities = HIBERNATE ? HibernateEntities.count(manager) : OptionalInt.empty();
		if (entities.isEmpty()) {
			return "an open persistence context";
		}
		return switch (entities.getAsInt()) {
			case 0 -> null;
			case 1 -> "a persistence context with 1 entity";
			default -> "a persistence context with " + entities.getAsInt() + " entities";
		};
	}

}
