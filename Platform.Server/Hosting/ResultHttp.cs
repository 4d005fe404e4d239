using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Platform.Model;

namespace Platform.Server.Hosting;

/// <summary>The one place where a refusal becomes an HTTP answer (RFC 9457).</summary>
internal static class ResultHttp
{
    public static IResult ToHttp<T>(this Result<T> result, Func<T, IResult> answer) => result.TryGet(out var value) ? answer(value) : new ProblemAnswer(result.Problems);

    /// <summary>200 with the value as JSON.</summary>
    public static IResult ToHttp<T>(this Result<T> result) => result.ToHttp(v => Results.Ok(v));

    /// <summary>204.</summary>
    public static IResult ToHttp(this Result<Done> result) => result.ToHttp(_ => Results.NoContent());

    public static async Task<IResult> ToHttpAsync<T>(this Task<Result<T>> result, Func<T, IResult> answer) => (await result).ToHttp(answer);

    public static IResult ToHttp(this Problem problem) => new ProblemAnswer([problem]);

    public static IResult ToHttp(this IReadOnlyList<Problem> problems) => new ProblemAnswer(problems);

    public static int StatusOf(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => StatusCodes.Status400BadRequest,
        ProblemKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.Stale => StatusCodes.Status412PreconditionFailed,
        ProblemKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ProblemKind.Reused => StatusCodes.Status422UnprocessableEntity,
        ProblemKind.TooMany => StatusCodes.Status429TooManyRequests,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of problem has no status."),
    };
}

/// <summary>
/// Problem details: the first problem decides the status, all stand in <c>errors</c> as <c>{code, field, message}</c> in the language of the request.
/// </summary>
internal sealed class ProblemAnswer(IReadOnlyList<Problem> problems, int? status = null) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode { get; } = status ?? ResultHttp.StatusOf(problems[0].Kind);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var texts = httpContext.RequestServices.GetRequiredService<ProblemTexts>();
        var errors = problems.Select(p => new ProblemError(p.Code, p.Field, texts.Say(p))).ToList();
        var details = new ProblemDetails
        {
            Type = $"urn:platform:problem:{problems[0].Code}",
            Title = texts.Say(new Problem($"http.{StatusCode}", problems[0].Kind)),
            Status = StatusCode,
            Detail = errors[0].Message,
            Instance = httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? httpContext.Request.Path,
            Extensions =
            {
                ["code"] = problems[0].Code,
                ["errors"] = errors,
                ["traceId"] = Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier,
            },
        };
        httpContext.Response.StatusCode = StatusCode!.Value;
        if (StatusCode == StatusCodes.Status401Unauthorized)
        {
            httpContext.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return httpContext.Response.WriteAsJsonAsync(details, ModelJson.Options, "application/problem+json", httpContext.RequestAborted);
    }
}

internal sealed record ProblemError(string Code, string? Field, string Message);
