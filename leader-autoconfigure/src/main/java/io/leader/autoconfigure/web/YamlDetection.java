package io.leader.autoconfigure.web;

import java.io.IOException;

import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;

/**
 * Suppresses the classpath detection of a YAML converter. A placeholder is registered as
 * the YAML converter until the list of converters is complete, and is then removed. If
 * the application sets its own YAML converter, that converter replaces the placeholder.
 */
final class YamlDetection {

	private static final Placeholder PLACEHOLDER = new Placeholder();

	private YamlDetection() {
	}

	static void suppress(HttpMessageConverters.Builder<?> builder) {
		builder.withYamlConverter(PLACEHOLDER);
		builder.configureMessageConvertersList((converters) -> converters.remove(PLACEHOLDER));
	}

	private static final class Placeholder extends AbstractHttpMessageConverter<Object> {

		private Placeholder() {
			super(MediaType.APPLICATION_YAML);
		}

		@Override
		protected boolean supports(Class<?> type) {
			return false;
		}

		@Override
		protected Object readInternal(Class<?> type, HttpInputMessage message) throws IOException {
			throw new HttpMessageNotReadableException("YAML is not supported", message);
		}

		@Override
		protected void writeInternal(Object value, HttpOutputMessage message) throws IOException {
			throw new HttpMessageNotWritableException("YAML is not supported");
		}

	}

}
