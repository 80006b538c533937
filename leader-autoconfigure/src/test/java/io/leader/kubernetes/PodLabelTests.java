package io.leader.kubernetes;

import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.ArgumentCaptor;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.lock.LockException;
import io.leader.support.CannedApiServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

@ExtendWith(OutputCaptureExtension.class)
class PodLabelTests {

	private final ScheduledExecutorService executor = mock();

	private final ArgumentCaptor<Runnable> retry = ArgumentCaptor.captor();

	@BeforeEach
	void executeImmediately() {
		willAnswer((call) -> {
			call.<Runnable>getArgument(0).run();
			return null;
		}).given(this.executor).execute(any());
	}

	static Stream<Throwable> failures() {
		return Stream.of(new LockException(LockException.Kind.FAILED, "A sentence.", null),
				new IllegalStateException("the kubeconfig is being written"),
				new OutOfMemoryError("unable to create native thread"), new NoClassDefFoundError());
	}

	@ParameterizedTest
	@MethodSource("failures")
	void anyFailureIsRetriedUntilThePodIsLabeled(Throwable failure, CapturedOutput output) {
		KubernetesApi api = mock();
		KubernetesConnection connection = mock();
		given(connection.api()).willReturn(api);
		given(api.patch(any(), any(), any())).willThrow(failure)
			.willThrow(failure)
			.willReturn(new KubernetesApi.Response(200, null, KubernetesApi.object()));
		new PodLabel(connection, this.executor, "n", "p", null, "role", "leader", null).start();
		verify(this.executor).schedule(this.retry.capture(), eq(1L), any());
		this.retry.getValue().run();
		verify(this.executor).schedule(this.retry.capture(), eq(2L), any());
		this.retry.getValue().run();
		verify(api, times(3)).patch(any(), any(), any());
		verify(this.executor, times(2)).schedule(any(Runnable.class), anyLong(), any());
		assertThat(output.toString().split("The request will be retried", -1)).hasSize(2);
	}

	@Test
	void aFailedPatchIsNotRetriedWhileTheElectionsAreStopped() {
		try (CannedApiServer server = new CannedApiServer()) {
			server.respond("PATCH /api/v1/namespaces/n/pods/p", 403, "{}");
			PodLabel label = new PodLabel(server.connection(), this.executor, "n", "p", null, "role", "leader", null);
			label.start();
			verify(this.executor).schedule(this.retry.capture(), anyLong(), any());
			assertThat(server.requests()).hasSize(1);
			label.pause();
			this.retry.getValue().run();
			assertThat(server.requests()).hasSize(1);
			label.resume();
			assertThat(server.requests()).hasSize(2);
		}
	}

}
