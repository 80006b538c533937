package io.leader.engine;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.leader.lock.InstanceMark;

/**
 * Builder for {@link ElectionSettings}, which documents the values.
 */
public final class ElectionSettingsBuilder {

	private final String name;

	private @Nullable Supplier<String> identity;

	private Supplier<InstanceMark> mark = () -> InstanceMark.ofThisStart(null);

	private ElectionTimings timings = ElectionTimings.DEFAULTS;

	private boolean releaseOnStop = true;

	private Duration shutdownTimeout = Duration.ofSeconds(10);

	private Duration spread = Duration.ZERO;

	private boolean forLife;

	private Optional<TermPreparation> preparation = Optional.empty();

	ElectionSettingsBuilder(String name) {
		this.name = name;
	}

	/**
	 * Sets an identity that is the same for each run of the candidate. Suitable only for
	 * a process that is never restored from a checkpoint.
	 * @param identity this candidate's identity
	 * @return this builder
	 */
	public ElectionSettingsBuilder identity(String identity) {
		return identity(() -> identity);
	}

	/**
	 * Sets the supplier of the identity for each run of the candidate.
	 * @param identity supplies this candidate's identity
	 * @return this builder
	 */
	public ElectionSettingsBuilder identity(Supplier<String> identity) {
		this.identity = identity;
		return this;
	}

	/**
	 * Sets an instance mark that is the same for each run of the candidate. Suitable only
	 * for a process that is never copied or restored from a checkpoint.
	 * @param mark the instance mark
	 * @return this builder
	 */
	public ElectionSettingsBuilder mark(InstanceMark mark) {
		return mark(() -> mark);
	}

	/**
	 * Sets the supplier of instance marks.
	 * @param mark supplies a different mark on each call; by default, the marks of a
	 * process outside a Pod
	 * @return this builder
	 */
	public ElectionSettingsBuilder mark(Supplier<InstanceMark> mark) {
		this.mark = mark;
		return this;
	}

	/**
	 * Sets the timings of the election.
	 * @param timings the timings; {@link ElectionTimings#DEFAULTS} by default
	 * @return this builder
	 */
	public ElectionSettingsBuilder timings(ElectionTimings timings) {
		this.timings = timings;
		return this;
	}

	/**
	 * Sets whether the lock is released when the candidate stops.
	 * @param releaseOnStop whether to release it; {@code true} by default
	 * @return this builder
	 */
	public ElectionSettingsBuilder releaseOnStop(boolean releaseOnStop) {
		this.releaseOnStop = releaseOnStop;
		return this;
	}

	/**
	 * Sets how long to wait for listeners and guarded calls in progress.
	 * @param shutdownTimeout the longest wait; 10 s by default
	 * @return this builder
	 */
	public ElectionSettingsBuilder shutdownTimeout(Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
		return this;
	}

	/**
	 * Sets the additional wait before a claim, for each other election that this process
	 * leads or whose lock it has claimed.
	 * @param spread the additional wait; zero by default
	 * @return this builder
	 */
	public ElectionSettingsBuilder spread(Duration spread) {
		this.spread = spread;
		return this;
	}

	/**
	 * Sets whether a leader remains leader for as long as it can.
	 * @param forLife whether it leads for life; {@code false} by default
	 * @return this builder
	 */
	public ElectionSettingsBuilder forLife(boolean forLife) {
		this.forLife = forLife;
		return this;
	}

	/**
	 * Sets how to prepare each term. The application may act as leader only after the
	 * term has been prepared.
	 * @param preparation the preparation; none by default
	 * @return this builder
	 */
	public ElectionSettingsBuilder preparation(TermPreparation preparation) {
		this.preparation = Optional.of(preparation);
		return this;
	}

	/**
	 * Builds the settings.
	 * @return the settings
	 * @throws IllegalArgumentException if a value is invalid
	 * @throws NullPointerException if the identity is not set
	 */
	public ElectionSettings build() {
		return new ElectionSettings(this.name,
				Objects.requireNonNull(this.identity,
						() -> "The identity of election '" + this.name + "' must be set."),
				this.mark, this.timings, this.releaseOnStop, this.shutdownTimeout, this.spread, this.forLife,
				this.preparation);
	}

}
