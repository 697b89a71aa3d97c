package io.github.batonlock.testing;

/**
 * One run of a {@link RedisServer} that a test has started, from its start to its end.
 */
interface ServerRun {

	/** Whether it has not ended. */
	boolean isAlive();

	/** Process id, as the machine that it runs on sees it. */
	long pid();

	/** End it without warning; it has ended when this returns. */
	void kill();

	/** Make it hang. */
	void pause();

	/** End a {@link #pause()}. */
	void resume();

	/** What the server has logged. */
	String log();

}
