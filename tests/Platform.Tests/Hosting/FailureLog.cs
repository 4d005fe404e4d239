using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;

namespace Platform.Tests.Hosting;

/// <summary>Keeps why the last requests of this process failed: an answer of status 500 does not say it, and whoever reads a test's report has nothing else.</summary>
internal sealed class FailureLog : ILoggerProvider, ILogger
{
    private const int Kept = 4;

    private static readonly ConcurrentQueue<string> Last = new();

    /// <summary>Empty for every other answer; else the last failures, newest first, each with the places it came through.</summary>
    public static string Behind(HttpStatusCode answer) => answer == HttpStatusCode.InternalServerError ? $" ({string.Join("; before: ", Last.Reverse())})" : "";

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel < LogLevel.Error || exception is null)
        {
            return;
        }

        var origin = exception.GetBaseException();
        var places = (origin.StackTrace ?? "").Split('\n').Select(l => l.Split(" in ")[0].Trim()).Where(l => l.Contains("Platform", StringComparison.Ordinal) || l.Contains("Dapper", StringComparison.Ordinal)).Take(3);
        Last.Enqueue($"{formatter(state, exception)}: {origin.GetType().Name}: {origin.Message} {string.Join(" ", places)}");
        while (Last.Count > Kept)
        {
            Last.TryDequeue(out _);
        }
    }

    public void Dispose()
    {
    }
}
