/**
 * Fencing tokens in the rows of a relational database.
 */
@NullMarked
package io.github.batonlock.jdbc;

import org.jspecify.annotations.NullMarked;
