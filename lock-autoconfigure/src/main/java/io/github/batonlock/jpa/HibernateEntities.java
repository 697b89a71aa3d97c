package io.github.batonlock.jpa;

import java.util.OptionalInt;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import org.hibernate.Session;

/**
 * Asks Hibernate how many entities a persistence context holds.
 */
final class HibernateEntities {

	private HibernateEntities() {
	}

	/**
	 * Returns the number of entities, or empty if the manager is not one of Hibernate.
	 */
	static OptionalInt count(EntityManager manager) {
		try {
			return OptionalInt.of(manager.unwrap(Session.class).getStatistics().getEntityCount());
		}
		catch (PersistenceException ex) {
			return OptionalInt.empty();
		}
	}

}
