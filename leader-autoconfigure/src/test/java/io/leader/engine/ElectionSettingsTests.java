package io.leader.engine;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.leader.lock.InstanceMark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

class ElectionSettingsTests {

	@Test
	void valuesThatAreNotSetHaveDefaults() {
		ElectionSettings settings = ElectionSettings.named("orders").identity("me").build();
		assertThat(settings.name()).isEqualTo("orders");
		assertThat(settings.identity().get()).isEqualTo("me");
		assertThat(settings.mark().get()).isNotEqualTo(settings.mark().get());
		assertThat(settings.timings()).isEqualTo(ElectionTimings.DEFAULTS);
		assertThat(settings.shutdownTimeout()).hasSeconds(10);
		assertThat(settings.spread()).isZero();
		assertThat(settings.forLife()).isFalse();
		assertThat(settings.releasesAtStop()).isTrue();
	}

	@Test
	void aConfiguredMarkIsTheSameAtEachStart() {
		InstanceMark mark = InstanceMark.ofThisStart(null);
		ElectionSettings settings = ElectionSettings.named("orders").identity("me").mark(mark).build();
		assertThat(settings.mark().get()).isSameAs(mark).isSameAs(settings.mark().get());
	}

	@Test
	void leadershipForLifeAndLocksToKeepAreNotReleased() {
		ElectionSettingsBuilder settings = ElectionSettings.named("orders").identity("me");
		assertThat(settings.forLife(true).build().releasesAtStop()).isFalse();
		assertThat(settings.forLife(false).releaseOnStop(false).build().releasesAtStop()).isFalse();
	}

	@Test
	void invalidValuesAreRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> ElectionSettings.named(" ").identity("me").build());
		ElectionSettingsBuilder settings = ElectionSettings.named("orders");
		assertThatNullPointerException().isThrownBy(settings::build).withMessageContaining("'orders'");
		settings.identity("me").spread(Duration.ofMillis(-1));
		assertThatIllegalArgumentException().isThrownBy(settings::build).withMessageContaining("spread (-1ms)");
		settings.spread(Duration.ZERO).shutdownTimeout(Duration.ofSeconds(-1));
		assertThatIllegalArgumentException().isThrownBy(settings::build).withMessageContaining("timeout (-1s)");
	}

}
