package io.github.batonlock.sample;

import java.io.File;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The Chromium of this machine: {@code CHROME} and {@code CHROMEDRIVER} name its
 * programs; by default, they are found on the path. Nothing is downloaded. With
 * {@code BATON_BROWSER=required}, there must be one.
 *
 * @param program the browser
 * @param driver its driver
 */
record Browser(File program, File driver) {

	/**
	 * Warns that it does not know the newest browsers; no other feature of it is used.
	 */
	private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

	static Optional<Browser> find() {
		Optional<File> program = program("CHROME", "chromium", "chromium-browser", "google-chrome", "chrome");
		Optional<File> driver = program("CHROMEDRIVER", "chromedriver");
		Optional<Browser> found = program.flatMap((file) -> driver.map((other) -> new Browser(file, other)));
		if (found.isEmpty()) {
			String lack = "there is no "
					+ (program.isEmpty() ? "chromium on the path nor CHROME" : "chromedriver for " + program.get());
			if ("required".equals(System.getenv("BATON_BROWSER"))) {
				throw new IllegalStateException("A browser is required, but " + lack);
			}
			System.out.println("Browser: none, because " + lack + ". The page is read over HTTP only");
		}
		return found;
	}

	ChromeDriver start() {
		System.out.println("Browser: " + this.program);
		SELENIUM.setLevel(Level.SEVERE);
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(this.program);
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--hide-scrollbars");
		options.setCapability("goog:loggingPrefs", logs);
		return new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(this.driver).usingAnyFreePort().build(),
				options);
	}

	private static Optional<File> program(String variable, String... names) {
		return Stream
			.concat(Stream.ofNullable(System.getenv(variable)).map(File::new),
					Stream.of(names).flatMap((name) -> path().map((folder) -> new File(folder, name))))
			.filter(File::canExecute)
			.findFirst();
	}

	private static Stream<String> path() {
		return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1));
	}

}
