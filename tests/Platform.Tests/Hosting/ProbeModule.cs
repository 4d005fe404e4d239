using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Tests.Hosting;

/// <summary>Routes that do on request what features do by accident.</summary>
internal sealed class ProbeModule(Action<RouteGroupBuilder>? more = null) : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        api.MapPost("/probe", (ProbeRequest request) => Results.Ok(request)).Open("test");
        api.MapPost("/probe/large", (ProbeRequest request) => Results.Ok(request.Name.Length)).Open("test").WithMetadata(new RequestSizeLimitAttribute(4 * 1024 * 1024));
        api.MapGet("/probe/number", (int take) => Results.Ok(take)).Open("test");
        api.MapGet("/probe/throws", string () => throw new InvalidOperationException("secret of the house")).Open("test");
        api.MapGet("/probe/disk-full", string () => throw new InvalidOperationException("Storing failed.", new SqliteException("database or disk is full", 13))).Open("test");
        api.MapGet("/probe/disk-read-only", string () => throw new InvalidOperationException("Storing failed.", new IOException("Read-only file system", 30))).Open("test");
        api.MapGet("/probe/disk-forbidden", string () => throw new UnauthorizedAccessException("Access to the path is denied.")).Open("test");
        api.MapGet("/probe/disk-gone", string () => throw new DirectoryNotFoundException("The folder is gone.")).Open("test");
        api.MapGet("/probe/unresolved", string () => throw new CommitUnknownException(new IOException("gone"))).Open("test");
        api.MapGet("/probe/late", string () => throw new TimeoutException("no response")).Open("test");
        api.MapGet("/probe/problem/{kind}", (ProblemKind kind) => Problem.Of("citizenId.checksum", kind, "applicant.idNumber", ("expected", "X"), ("found", "3"), ("value", "12")).ToHttp()).Open("test");
        api.MapGet("/probe/signed-in", (ICurrentActor current) => Results.Ok(current.Actor.Name)).SignedIn();
        api.MapGet("/probe/needs", () => Results.Ok()).Needs(Permissions.AuditRead);
        api.MapGet("/probe/limited", () => Results.Ok()).Open("test").RequireRateLimiting(Limits.SignIn);
        app.MapGet("/probe-page", string () => throw new SqliteException("database or disk is full", 13)).Open("test");
        more?.Invoke(api);
    }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ProbeRequest(string Name, int Count, DateOnly? Day, ProbePart[]? Parts, LocalityCode? Locality, ProblemKind? Kind);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ProbePart(string Title, int Size);

