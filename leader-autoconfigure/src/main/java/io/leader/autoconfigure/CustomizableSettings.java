package io.leader.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.leader.autoconfigure.ElectionProperties.Fencing;
import io.leader.autoconfigure.ElectionProperties.Kubernetes;
import io.leader.autoconfigure.ElectionProperties.Lock;
import io.leader.autoconfigure.ElectionProperties.Observations;
import io.leader.autoconfigure.ElectionProperties.Shutdown;
import io.leader.autoconfigure.ElectionProperties.Startup;
import io.leader.autoconfigure.ElectionProperties.Test;
import io.leader.autoconfigure.ElectionProperties.Yield;

/**
 * The settings that an {@link ElectionSettingsCustomizer} can change for an election. A
 * value that is set here takes precedence over the corresponding property and must meet
 * the same conditions, which are checked after the last customizer has been called.
 *
 * @since 0.1.0
 */
public final class CustomizableSettings {

	private final LeaderProperties properties;

	/**
	 * The description of the customizer that last set each value, by the suffix of the
	 * property's name.
	 */
	private final Map<String, String> origins = new LinkedHashMap<>();

	private @Nullable String customizer;

	private @Nullable String identity;

	private @Nullable Duration leaseDuration;

	private @Nullable Duration renewDeadline;

	private @Nullable Duration retryPeriod;

	private @Nullable List<Duration> retryBackoffs;

	private @Nullable Boolean releaseLockOnShutdown;

	private @Nullable Duration shutdownTimeout;

	private @Nullable Duration delayPerLeadership;

	CustomizableSettings(LeaderProperties properties) {
		this.properties = properties;
	}

	/**
	 * Returns the identity of this candidate in the lock ({@code leader.identity}).
	 * @return the identity, or {@code null} if the name of the Pod or the host is used
	 */
	public @Nullable String identity() {
		return (this.identity != null) ? this.identity : this.properties.identity();
	}

	/**
	 * Sets the identity of this candidate in the lock. Each replica must have a different
	 * identity. The identity remains the same if the process is restored from a
	 * checkpoint. If an election is registered with an identity, that identity takes
	 * precedence.
	 * @param identity the identity
	 * @return these settings
	 */
	public CustomizableSettings identity(String identity) {
		this.identity = changed("identity", identity);
		return this;
	}

	/**
	 * Returns how long followers wait before they acquire a lock that its leader no
	 * longer renews ({@code leader.lease-duration}).
	 * @return the lease duration
	 */
	public Duration leaseDuration() {
		return (this.leaseDuration != null) ? this.leaseDuration : this.properties.leaseDuration();
	}

	/**
	 * Sets how long followers wait before they acquire a lock that its leader no longer
	 * renews.
	 * @param leaseDuration the lease duration, longer than the renew deadline
	 * @return these settings
	 */
	public CustomizableSettings leaseDuration(Duration leaseDuration) {
		this.leaseDuration = changed("lease-duration", leaseDuration);
		return this;
	}

	/**
	 * Returns how long a leader may act after sending its last successful renewal
	 * ({@code leader.renew-deadline}).
	 * @return the renew deadline
	 */
	public Duration renewDeadline() {
		return (this.renewDeadline != null) ? this.renewDeadline : this.properties.renewDeadline();
	}

	/**
	 * Sets how long a leader may act after sending its last successful renewal.
	 * @param renewDeadline the renew deadline, longer than the retry period and shorter
	 * than the lease duration
	 * @return these settings
	 */
	public CustomizableSettings renewDeadline(Duration renewDeadline) {
		this.renewDeadline = changed("renew-deadline", renewDeadline);
		return this;
	}

	/**
	 * Returns the pause between attempts to access the lock
	 * ({@code leader.retry-period}).
	 * @return the retry period
	 */
	public Duration retryPeriod() {
		return (this.retryPeriod != null) ? this.retryPeriod : this.properties.retryPeriod();
	}

	/**
	 * Sets the pause between attempts to access the lock, which is also how long a
	 * candidate waits after it yields before it campaigns again.
	 * @param retryPeriod the retry period, longer than zero and shorter than the renew
	 * deadline
	 * @return these settings
	 */
	public CustomizableSettings retryPeriod(Duration retryPeriod) {
		this.retryPeriod = changed("retry-period", retryPeriod);
		return this;
	}

	/**
	 * Returns the pauses after consecutive errors in accessing the lock
	 * ({@code leader.retry-backoffs}).
	 * @return the pauses; if empty, the pauses begin with the retry period and double
	 * with each error up to a limit, except that a renewal is retried after one retry
	 * period
	 */
	public List<Duration> retryBackoffs() {
		return List.copyOf((this.retryBackoffs != null) ? this.retryBackoffs : this.properties.retryBackoffs());
	}

	/**
	 * Sets the pauses after consecutive errors in accessing the lock. The last one is
	 * repeated. Each actual pause is between half of the value and the full value, unless
	 * the API server requests a longer one, or a leader needs a shorter one for another
	 * attempt before its authority expires.
	 * @param retryBackoffs the pauses, each longer than zero and at most the renew
	 * deadline; if empty, the pauses begin with the retry period and double with each
	 * error up to a limit, except that a renewal is retried after one retry period
	 * @return these settings
	 */
	public CustomizableSettings retryBackoffs(List<Duration> retryBackoffs) {
		List<Duration> pauses = changed("retry-backoffs", retryBackoffs);
		Assert.noNullElements(pauses, "leader.retry-backoffs must not contain null");
		this.retryBackoffs = List.copyOf(pauses);
		return this;
	}

	/**
	 * Returns whether a leader that shuts down releases the lock
	 * ({@code leader.shutdown.release-lock}).
	 * @return {@code true} if it releases the lock
	 */
	public boolean releaseLockOnShutdown() {
		return (this.releaseLockOnShutdown != null) ? this.releaseLockOnShutdown
				: this.properties.shutdown().releaseLock();
	}

	/**
	 * Sets whether a leader that shuts down releases the lock, so that another replica
	 * can lead immediately.
	 * @param releaseLock whether to release the lock
	 * @return these settings
	 */
	public CustomizableSettings releaseLockOnShutdown(boolean releaseLock) {
		this.releaseLockOnShutdown = changed("shutdown.release-lock", releaseLock);
		return this;
	}

	/**
	 * Returns how long to wait for event listeners and guarded calls at the end of a term
	 * ({@code leader.shutdown.timeout}).
	 * @return the timeout
	 */
	public Duration shutdownTimeout() {
		return (this.shutdownTimeout != null) ? this.shutdownTimeout : this.properties.shutdown().timeout();
	}

	/**
	 * Sets how long to wait for event listeners and guarded calls at the end of a term
	 * before the lock is left to expire.
	 * @param timeout the timeout, zero or longer; with zero, the lock is always left to
	 * expire
	 * @return these settings
	 */
	public CustomizableSettings shutdownTimeout(Duration timeout) {
		this.shutdownTimeout = changed("shutdown.timeout", timeout);
		return this;
	}

	/**
	 * Returns how much longer this replica waits before it acquires a free lock, for each
	 * other election that it leads ({@code leader.lock.delay-per-leadership}).
	 * @return the delay
	 */
	public Duration delayPerLeadership() {
		return (this.delayPerLeadership != null) ? this.delayPerLeadership
				: this.properties.lock().delayPerLeadership();
	}

	/**
	 * Sets how much longer this replica waits before it acquires a free lock, for each
	 * other election that it leads.
	 * @param delay the delay, zero or longer, and at most the lease duration
	 * @return these settings
	 */
	public CustomizableSettings delayPerLeadership(Duration delay) {
		this.delayPerLeadership = changed("lock.delay-per-leadership", delay);
		return this;
	}

	private <T> T changed(String key, @Nullable T value) {
		if (value == null) {
			throw new IllegalArgumentException("leader." + key + " must not be set to null");
		}
		if (this.customizer == null) {
			throw new IllegalStateException("Settings can be changed only while their customizer is called");
		}
		this.origins.put(key, this.customizer);
		return value;
	}

	/**
	 * Calls a customizer.
	 * @param description the description of the customizer, for messages
	 */
	void customize(String election, ElectionSettingsCustomizer with, String description) {
		this.customizer = description;
		try {
			with.customize(election, this);
		}
		finally {
			this.customizer = null;
		}
	}

	/**
	 * Returns the description of the customizer that last set each value, by the suffix
	 * of the property's name.
	 */
	Map<String, String> origins() {
		return Map.copyOf(this.origins);
	}

	/**
	 * Returns the effective properties, which are the values set by customizers, falling
	 * back to the properties.
	 */
	LeaderProperties customized() {
		if (this.origins.isEmpty()) {
			return this.properties;
		}
		return new ElectionProperties(null, null, null, null, null, this.identity, this.leaseDuration,
				this.renewDeadline, this.retryPeriod, this.retryBackoffs, null,
				new Lock(null, null, null, null, this.delayPerLeadership),
				new Shutdown(this.releaseLockOnShutdown, this.shutdownTimeout, null), new Yield(null, null),
				new Startup(null, null), new Kubernetes(null, null, null), new Observations(null), new Test(null),
				new Fencing(new Fencing.Jdbc(null, null)), null)
			.over(this.properties);
	}

}
