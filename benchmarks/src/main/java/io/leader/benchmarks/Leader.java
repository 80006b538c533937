package io.leader.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.integration.leader.event.OnGrantedEvent;

import io.leader.election.LeaderElection;

/**
 * An application that leads. It uses the local lock, since the cost of a call does not
 * depend on the type of lock.
 */
@State(Scope.Benchmark)
public class Leader {

	private final ConfigurableApplicationContext context;

	private final LeaderElection election;

	private final Work work;

	/**
	 * Starts the application.
	 */
	public Leader() {
		this.context = new SpringApplicationBuilder(LeadingApplication.class, Grant.class).web(WebApplicationType.NONE)
			.properties("leader.platform=local", "leader.lock-name=leader-benchmarks", "logging.level.root=warn")
			.run();
		this.election = this.context.getBean(LeaderElection.class);
		this.work = this.context.getBean(Work.class);
	}

	/**
	 * Waits up to 30 seconds for the application to lead.
	 * @throws InterruptedException if interrupted while waiting
	 */
	@Setup
	public void awaitGrant() throws InterruptedException {
		if (!this.context.getBean(Grant.class).granted.await(30, TimeUnit.SECONDS)) {
			throw new IllegalStateException("Another process holds the local lock 'leader-benchmarks'");
		}
	}

	/**
	 * Stops the application.
	 */
	@TearDown
	public void stop() {
		this.context.close();
	}

	LeaderElection election() {
		return this.election;
	}

	Work work() {
		return this.work;
	}

	static class Grant {

		private final CountDownLatch granted = new CountDownLatch(1);

		@EventListener
		void on(OnGrantedEvent event) {
			this.granted.countDown();
		}

	}

}
