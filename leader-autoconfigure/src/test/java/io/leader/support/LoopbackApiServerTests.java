package io.leader.support;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LoopbackApiServer}.
 */
class LoopbackApiServerTests {

	@Test
	void aHeldRequestGetsNoResponseIfItsThreadIsInterrupted() {
		Thread.currentThread().interrupt();
		try {
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> LoopbackApiServer.awaitRelease(new CountDownLatch(1)));
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

}
