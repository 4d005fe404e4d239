using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans.Hosting;

namespace Platform.Server.Hosting;

/// <summary>
/// Metrics for whoever scrapes them; traces, metrics and logs to a collector when the standard variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one. Without
/// one nothing is traced and nothing is paid for it.
/// </summary>
internal static class Telemetry
{
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Ours = "Platform.*";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(r => r.AddService("platform")).WithMetrics(metrics => metrics
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddMeter(Ours)
            .AddPrometheusExporter());
        if (string.IsNullOrWhiteSpace(builder.Configuration[Collector]))
        {
            return;
        }

        telemetry
            .WithTracing(traces => traces.AddSource(Ours).AddSource("Microsoft.Orleans.Application").AddAspNetCoreInstrumentation(o => o.Filter = IsWork).AddHttpClientInstrumentation())
            .WithLogging()
            .UseOtlpExporter();
        // What is asked inside a case belongs to the trace of the request.
        builder.UseOrleans(silo => silo.AddActivityPropagation());
    }

    // Probes and files would bury what matters.
    private static bool IsWork(HttpContext http) =>
        !http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && !http.Request.Path.StartsWithSegments("/metrics", StringComparison.Ordinal)
        && !http.Request.Path.StartsWithSegments("/_content", StringComparison.Ordinal) && !http.Request.Path.StartsWithSegments("/_framework", StringComparison.Ordinal);
}
