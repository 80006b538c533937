package io.leader.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

import static io.leader.sample.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the page in a real browser, with one or two replicas.
 */
@LongTest
@EnabledIf(value = "hasChromium", disabledReason = "needs chromium and chromedriver on the PATH "
		+ "(on Debian, they are in the packages chromium and chromium-driver)")
class PageTests {

	/** The only candidate of an election, shared by the tests that need only one. */
	private static Replica only;

	private static ChromeDriver shared;

	private ChromeDriver browser = shared;

	static boolean hasChromium() {
		return find("chromium") != null && find("chromedriver") != null;
	}

	private static File find(String program) {
		return List.of(System.getenv("PATH").split(File.pathSeparator))
			.stream()
			.map((folder) -> new File(folder, program))
			.filter(File::canExecute)
			.findFirst()
			.orElse(null);
	}

	@BeforeAll
	static void start() {
		only = replica("page-" + UUID.randomUUID());
		shared = browse(true);
	}

	@AfterAll
	static void stop() {
		only.close();
		shared.quit();
	}

	private static ChromeDriver browse(boolean scripts) {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(find("chromium"));
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
				"--window-size=1100,700");
		if (!scripts) {
			options.addArguments("--blink-settings=scriptEnabled=false");
		}
		return new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(find("chromedriver")).build(),
				options);
	}

	private static Replica replica(String lock) {
		return Replica.start(null, "--leader.platform=local", "--leader.lock-name=" + lock);
	}

	/** Waits until the only candidate leads, or leads again, and opens the page. */
	private void openLeading() {
		await(() -> only.get("/actuator/leader").body().contains("\"isLeader\":true"));
		this.browser.get("http://localhost:" + only.port() + "/");
	}

	/** Reads from the page, and tries again if an element is replaced in the meantime. */
	private <T> T read(Supplier<T> value) {
		while (true) {
			try {
				return value.get();
			}
			catch (StaleElementReferenceException ex) {
				// An element was replaced: try again.
			}
		}
	}

	private String text(String selector) {
		return read(() -> this.browser.findElement(By.cssSelector(selector)).getText());
	}

	private void awaitText(String selector, String text) {
		new WebDriverWait(this.browser, Duration.ofSeconds(20)).pollingEvery(Duration.ofMillis(20))
			.withMessage(() -> "'" + text + "' in " + selector + " of " + this.browser.getPageSource())
			.ignoring(NoSuchElementException.class, StaleElementReferenceException.class)
			.until((page) -> text(selector).contains(text));
	}

	private double left() {
		return Double.parseDouble(text(".authority .left").replace(" s", ""));
	}

	@Test
	void aFailoverIsShownWithoutAReload() throws IOException {
		String lock = "page-" + UUID.randomUUID();
		try (Replica first = replica(lock)) {
			first.await(": leading as ");
			try (Replica second = replica(lock)) {
				second.await("' leads '");
				this.browser.get("http://localhost:" + second.port() + "/");
				awaitText("#connection", "live");
				String own = text(".identity");
				assertThat(text("tr[data-election] .role")).isEqualTo("follows");
				assertThat(text("td.leader")).isNotEqualTo(own);
				assertThat(this.browser.findElements(By.tagName("button"))).as("a follower cannot yield").isEmpty();
				((JavascriptExecutor) this.browser).executeScript("window.notReloaded = true");
				first.kill();
				awaitText("tr.leading .role", "leads");
				awaitText("td.leader", own);
				awaitText(".changes li.granted", "This replica leads");
				awaitText(".changes li.other", "leads");
				assertThat(((JavascriptExecutor) this.browser).executeScript("return window.notReloaded"))
					.isEqualTo(true);
				screenshot("");
			}
			awaitText("#connection", "does not respond");
		}
	}

	@Test
	void theAuthorityRunsDownAndIsRenewed() {
		openLeading();
		awaitText("#connection", "live");
		awaitText(".authority .left", " s");
		double[] least = { left() };
		boolean[] ranDown = new boolean[1];
		new WebDriverWait(this.browser, Duration.ofSeconds(20)).pollingEvery(Duration.ofMillis(50)).until((page) -> {
			double now = left();
			ranDown[0] |= now < least[0];
			boolean renewed = ranDown[0] && now > least[0] + 2;
			least[0] = Math.min(least[0], now);
			return renewed;
		});
	}

	@Test
	void theButtonYieldsWithoutAReload() {
		openLeading();
		awaitText("#connection", "live");
		((JavascriptExecutor) this.browser).executeScript("window.notReloaded = true");
		yieldLeadership(() -> {
		});
		assertThat(((JavascriptExecutor) this.browser).executeScript("return window.notReloaded")).isEqualTo(true);
	}

	@Test
	void thePageWorksWithoutJavaScript() {
		this.browser = browse(false);
		try {
			openLeading();
			assertThat(text("tr.leading .role")).isEqualTo("leads");
			assertThat(left()).isPositive();
			assertThat(text("noscript")).contains("Reload the page");
			yieldLeadership(() -> this.browser.navigate().refresh());
		}
		finally {
			this.browser.quit();
		}
	}

	/**
	 * Yields by confirming a question, which is also shown without JavaScript. Repeats
	 * the given action, such as a reload, until the page shows one more revocation.
	 */
	private void yieldLeadership(Runnable reload) {
		long before = revocations();
		assertThat(found("button", WebElement::isDisplayed)).isFalse();
		click("summary");
		awaitText("details p", "?");
		click("button");
		await(() -> {
			reload.run();
			return revocations() == before + 1;
		});
	}

	private long revocations() {
		return read(() -> this.browser.findElements(By.cssSelector(".changes li.revoked"))
			.stream()
			.filter((change) -> change.getText().contains("This replica no longer leads"))
			.count());
	}

	private void click(String tag) {
		found(tag, (element) -> {
			element.click();
			return true;
		});
	}

	/**
	 * Applies a predicate to an element, and retries if the page replaces the element.
	 */
	private boolean found(String tag, Predicate<WebElement> use) {
		AtomicBoolean result = new AtomicBoolean();
		new WebDriverWait(this.browser, Duration.ofSeconds(20)).pollingEvery(Duration.ofMillis(20))
			.ignoring(StaleElementReferenceException.class)
			.until((page) -> {
				result.set(use.test(page.findElement(By.tagName(tag))));
				return true;
			});
		return result.get();
	}

	/** An update must not close the question while a user is about to answer it. */
	@Test
	void anUpdateLeavesTheQuestionOpen() {
		openLeading();
		awaitText("#connection", "live");
		click("summary");
		awaitText("details p", "?");
		JavascriptExecutor script = this.browser;
		String update = "const news = state.innerHTML.replace(' open=\"\"', '');"
				+ "source.dispatchEvent(new MessageEvent('state', { data: news }));"
				+ "return document.querySelector('details').open";
		assertThat(script.executeScript(update)).isEqualTo(true);
		click("summary");
		assertThat(script.executeScript(update)).isEqualTo(false);
	}

	@Test
	void nothingIsCutOff() throws IOException {
		try {
			assertNothingIsCutOff();
		}
		finally {
			this.browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
			this.browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
		}
	}

	private void assertNothingIsCutOff() throws IOException {
		for (String colors : List.of("light", "dark")) {
			for (int width : new int[] { 400, 500, 800, 1400 }) {
				this.browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
						Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", false));
				this.browser.executeCdpCommand("Emulation.setEmulatedMedia",
						Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colors))));
				openLeading();
				awaitText(".changes li.granted", "This replica leads");
				assertThat(text("label.authority")).startsWith("Authority");
				screenshot(width + "-" + colors);
				assertThat(cutOff()).as("cut off at %s px", width).isEqualTo(List.of());
			}
		}
	}

	/**
	 * Returns elements narrower than their content or beyond the window's right edge.
	 */
	private Object cutOff() {
		return ((JavascriptExecutor) this.browser).executeScript("""
				return [...document.querySelectorAll('body, main, main *')]
				  .filter((e) => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1
				    || e.getBoundingClientRect().right > innerWidth)
				  .map((e) => e.outerHTML)""");
	}

	/**
	 * Takes a screenshot for the documentation if {@code leader.screenshot} is set.
	 */
	private void screenshot(String which) throws IOException {
		String file = System.getProperty("leader.screenshot");
		if (file != null) {
			Files.write(Path.of(which.isEmpty() ? file : file.replace(".png", "-" + which + ".png")),
					this.browser.getScreenshotAs(OutputType.BYTES));
		}
	}

}
