package io.github.batonlock.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate of the loopback interface that signs itself, made by the JDK's
 * {@code keytool}.
 */
public final class ServerCertificate {

	/** Password of the store. */
	public static final String PASSWORD = "changeit";

	private final Path store = TemporaryDirectory.get().resolve("certificate-" + System.nanoTime() + ".p12");

	/**
	 * Make a certificate.
	 */
	public ServerCertificate() {
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		List<String> command = List.of(keytool.toString(), "-genkeypair", "-alias", "redis", "-keyalg", "EC", "-dname",
				"CN=localhost", "-ext", "SAN=IP:127.0.0.1,DNS:localhost", "-storetype", "PKCS12", "-storepass",
				PASSWORD, "-keystore", this.store.toString());
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes());
			if (process.onExit().join().exitValue() != 0) {
				throw new IllegalStateException("No certificate made by " + command + ": " + output);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The store, for those who are to trust the certificate.
	 * @return a PKCS12 file
	 */
	public Path store() {
		return this.store;
	}

	/**
	 * Server sockets that show the certificate.
	 * @return their factory
	 */
	public ServerSocketFactory serverSockets() {
		try (InputStream content = Files.newInputStream(this.store)) {
			KeyStore keys = KeyStore.getInstance("PKCS12");
			keys.load(content, PASSWORD.toCharArray());
			KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			managers.init(keys, PASSWORD.toCharArray());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(managers.getKeyManagers(), null, null);
			return context.getServerSocketFactory();
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException("Cannot read " + this.store, ex);
		}
	}

}
