package io.leader.lock.local;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

import io.leader.lock.LockRecord;

/**
 * The content of a local lock's file: {@link Properties} text with the fields of a
 * record.
 *
 * @param version the version
 * @param record the record
 * @param lifeSign the name of the file that the holder keeps locked while it is alive;
 * empty if the lock is free
 */
record LocalRecord(long version, LockRecord record, String lifeSign) {

	/**
	 * The suffix of a record's file name.
	 */
	static final String SUFFIX = ".record";

	/**
	 * The size limit of a record's file, in bytes. A record usually takes a few hundred.
	 */
	static final int LONGEST = 1024 * 1024;

	String text() {
		Properties properties = new Properties();
		properties.setProperty("version", Long.toString(this.version));
		properties.setProperty("holderIdentity", this.record.holder());
		properties.setProperty("leaseDurationSeconds", Integer.toString(this.record.leaseDurationSeconds()));
		properties.setProperty("leaseTransitions", Integer.toString(this.record.transitions()));
		properties.setProperty("lifeSign", this.lifeSign);
		set(properties, "acquireTime", this.record.acquireTime());
		set(properties, "renewTime", this.record.renewTime());
		set(properties, "instance", this.record.instance());
		StringWriter text = new StringWriter();
		try {
			properties.store(text, "A lock for leader election among the processes on this machine");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return text.toString();
	}

	private static void set(Properties properties, String key, @Nullable Object value) {
		if (value != null) {
			properties.setProperty(key, value.toString());
		}
	}

	static @Nullable LocalRecord parse(String text) {
		Properties properties = new Properties();
		try {
			properties.load(new StringReader(text));
			LockRecord record = new LockRecord(properties.getProperty("holderIdentity", ""),
					Integer.parseInt(properties.getProperty("leaseDurationSeconds", "0")),
					time(properties.getProperty("acquireTime")), time(properties.getProperty("renewTime")),
					Integer.parseInt(properties.getProperty("leaseTransitions", "0")),
					properties.getProperty("instance"));
			long version = Long.parseLong(properties.getProperty("version", "none"));
			return VersionFile.isPossible(version)
					? new LocalRecord(version, record, properties.getProperty("lifeSign", "")) : null;
		}
		catch (IOException | IllegalArgumentException | DateTimeException ex) {
			return null;
		}
	}

	private static @Nullable Instant time(@Nullable String text) {
		return (text != null) ? Instant.parse(text) : null;
	}

}
