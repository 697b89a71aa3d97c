package io.github.batonlock.testing;

import java.util.ArrayList;
import java.util.List;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * A server in a container, published on a port of the loopback interface.
 */
final class ContainerRun implements ServerRun {

	private final GenericContainer<?> container;

	private ContainerRun(GenericContainer<?> container) {
		this.container = container;
	}

	static ContainerRun start(String image, int port, List<String> arguments) {
		List<String> command = new ArrayList<>(List.of(image.contains("valkey") ? "valkey-server" : "redis-server"));
		command.addAll(arguments);
		GenericContainer<?> container = new GenericContainer<>(image).withCommand(command.toArray(String[]::new));
		container.setPortBindings(List.of("127.0.0.1:" + port + ":6379"));
		container.start();
		return new ContainerRun(container);
	}

	@Override
	public boolean isAlive() {
		return this.container.isRunning();
	}

	@Override
	public long pid() {
		return this.container.getCurrentContainerInfo().getState().getPidLong();
	}

	@Override
	public void kill() {
		this.container.stop();
	}

	@Override
	public void pause() {
		DockerClientFactory.lazyClient().pauseContainerCmd(this.container.getContainerId()).exec();
	}

	@Override
	public void resume() {
		DockerClientFactory.lazyClient().unpauseContainerCmd(this.container.getContainerId()).exec();
	}

	@Override
	public String log() {
		return this.container.getLogs();
	}

}
